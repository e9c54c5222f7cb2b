import { request as requestByHttp, type IncomingMessage } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { isListed } from './check-url.js'
import type { FetchRules } from './fetch-rules.js'
import { pinLookup, resolveHost } from './resolve-host.js'

const MAX_HEADER_BYTES = 16 * 1024

/** One request, without what it may redirect to. */
export interface Hop {
  url: URL
  rules: FetchRules
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

/**
 * Sends one GET on a connection of its own, to an address that was checked. Certificates are checked against the name
 * in the URL. Resolves with the response, its body unread; throws `CallerError` for the address, plain errors for the rest.
 */
export async function sendRequest({ url, rules, headers, signal }: Hop): Promise<IncomingMessage> {
  const addresses = await resolveHost(url, rules)
  const isForToken = rules.token !== null && isListed(url, rules.tokenHosts)
  const options = {
    agent: false,
    headers: {
      accept: '*/*',
      ...headers,
      'accept-encoding': 'identity',
      'user-agent': 'assay',
      ...(isForToken ? { authorization: `Bearer ${rules.token}` } : {}),
    },
    lookup: pinLookup(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  }
  return await new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestByHttps : requestByHttp
    // An answer such as 101 only closes the connection.
    const isClosed = () => reject(new Error(`The host ${url.host} closed the connection without a response`))
    send(url, options).on('response', resolve).on('error', reject).on('close', isClosed).end()
  })
}
