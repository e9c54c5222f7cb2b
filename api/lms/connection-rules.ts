import type { AdapterSettings, FetchJson, LmsAdapter } from './adapter.js'
import { findAdapter } from './adapters.js'
import { hostOf, isKeySetUrl } from './connection-urls.js'
import type { ConnectionRow } from './connections.js'
import { createFetchJson } from './fetch/fetch-json.js'
import type { FetchRules } from './fetch/fetch-rules.js'
import { validSecrets } from './shared-secrets.js'

/** Throws where the connection was made for an adapter that this version does not have: our fault, tried again. */
export function adapterOf({ adapter: name }: ConnectionRow): LmsAdapter {
  const adapter = findAdapter(name)
  if (!adapter) throw new Error(`There is no adapter "${name}"`)
  return adapter
}

export const settingsOf = (connection: ConnectionRow, now: Date): AdapterSettings => ({
  secrets: validSecrets(connection.secrets, now),
  jwks: connection.jwks,
  apiUrl: connection.apiUrl,
})

/** Reads the key set of an LMS: from its address alone, without credentials. */
export const keySetReader = ({ jwks, allowsPrivateNetwork }: ConnectionRow): FetchJson =>
  createFetchJson({
    allowedHosts: jwks && isKeySetUrl(jwks) ? [hostOf(jwks)] : [],
    allowsPrivateNetwork,
    token: null,
    tokenHosts: [],
  })

/** Reads the LMS's own API with the connection's token, and nothing else. */
export function apiReader({ apiUrl, allowsPrivateNetwork, fetchToken: token }: ConnectionRow): FetchJson {
  const hosts = apiUrl ? [hostOf(apiUrl)] : []
  return createFetchJson({ allowedHosts: hosts, allowsPrivateNetwork, token, tokenHosts: hosts })
}

/**
 * What the file at `url` may be fetched by. The token goes to the LMS's API host where there is one, else to the host
 * of that address alone: what a redirect leads to, as the storage behind an LMS, never gets it.
 */
export function fileRules(
  { apiUrl, allowedHosts, allowsPrivateNetwork, fetchToken: token }: ConnectionRow,
  url: string,
): FetchRules {
  const apiHosts = apiUrl ? [hostOf(apiUrl)] : []
  return {
    allowedHosts: [...allowedHosts, ...apiHosts],
    allowsPrivateNetwork,
    token,
    tokenHosts: apiUrl ? apiHosts : [hostOf(url)],
  }
}
