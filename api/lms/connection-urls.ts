import { CallerError } from '../../contracts/errors.js'
import { withTimeout } from '../background.js'
import { checkUrl } from './fetch/check-url.js'
import { resolveHost } from './fetch/resolve-host.js'

/** The host of an address, as it stands in lists of hosts. Empty where the address cannot be read. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '')

/** Whether the keys of an LMS are at an address, and not in the setting itself. */
export const isKeySetUrl = (jwks: string): boolean => !jwks.trimStart().startsWith('{')

/** What of a connection is an address, or may be one. */
interface Addresses {
  apiUrl: string | null
  gradeUrl: string | null
  jwks: string | null
  allowsPrivateNetwork: boolean
}

/** Throws `bad-request` where an address of the connection would be refused whenever it is asked. */
export function refuseUnsafeUrls({ apiUrl, gradeUrl, jwks, allowsPrivateNetwork }: Addresses): void {
  const addresses = { apiUrl, gradeUrl, jwks: jwks && isKeySetUrl(jwks) ? jwks : null }
  for (const [name, address] of Object.entries(addresses)) {
    if (address) refuseUnsafeUrl(name, address, allowsPrivateNetwork)
  }
}

/** A resolver that does not answer in time says nothing against an address. */
const RESOLVE_MS = 2_000

/**
 * Throws `bad-request` where an address of the connection leads into a private network, which it may not ask: else each
 * try would fail, days later. A name that cannot be resolved now is taken: it may be made later.
 */
export async function refusePrivateUrls({ apiUrl, gradeUrl, jwks, allowsPrivateNetwork }: Addresses): Promise<void> {
  const addresses = { apiUrl, gradeUrl, jwks: jwks && isKeySetUrl(jwks) ? jwks : null }
  for (const [name, address] of Object.entries(addresses)) {
    if (!address) continue
    try {
      await withTimeout(
        resolveHost(new URL(address), { allowsPrivateNetwork }),
        RESOLVE_MS,
        'the resolver did not respond in time',
      )
    } catch (error) {
      if (error instanceof CallerError)
        throw refusedUrl(
          name,
          allowsPrivateNetwork
            ? error.message
            : `${error.message} For an LMS in your own network, set "allowsPrivateNetwork" to true.`,
        )
    }
  }
}

function refuseUnsafeUrl(name: string, address: string, allowsPrivateNetwork: boolean): void {
  try {
    checkUrl(address, { allowedHosts: [hostOf(address)], allowsPrivateNetwork })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    throw refusedUrl(name, error.message)
  }
}

const refusedUrl = (name: string, detail: string) =>
  new CallerError('bad-request', `"${name}" cannot be used. ${detail}`, { errors: [{ pointer: `/${name}`, detail }] })
