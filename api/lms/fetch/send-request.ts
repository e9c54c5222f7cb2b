import type { IncomingMessage } from 'node:http'
import { isListed } from './check-url.js'
import type { FetchRules } from './fetch-rules.js'
import { sendPinned } from './send-pinned.js'

/** One request, without what it may redirect to. */
export interface Hop {
  url: URL
  rules: FetchRules
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

/**
 * Asks once for a document, with the connection's token where it belongs to the host. Resolves and throws as
 * `sendPinned`.
 */
export async function sendRequest({ url, rules, headers, signal }: Hop): Promise<IncomingMessage> {
  const isForToken = rules.token !== null && isListed(url, rules.tokenHosts)
  return await sendPinned({
    method: 'GET',
    url,
    rules,
    headers: {
      accept: '*/*',
      ...headers,
      'accept-encoding': 'identity',
      ...(isForToken ? { authorization: `Bearer ${rules.token}` } : {}),
    },
    signal,
  })
}
