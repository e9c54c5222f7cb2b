import { request as requestByHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { request as requestByHttps } from 'node:https'
import type { FetchRules } from './fetch-rules.js'
import { pinLookup, resolveHost } from './resolve-host.js'

const MAX_HEADER_BYTES = 16 * 1024

export interface PinnedRequest {
  method: 'GET' | 'POST'
  url: URL
  rules: Pick<FetchRules, 'allowsPrivateNetwork' | 'resolve'>
  headers: OutgoingHttpHeaders
  /** Absent for a request without a body. */
  content?: Buffer
  signal: AbortSignal
}

/**
 * Sends one request on a connection of its own, to an address that was checked. Certificates are checked against the
 * name in the URL. Resolves with the response, its body unread; throws `CallerError` for the address, plain errors for
 * the rest.
 */
export async function sendPinned({
  method,
  url,
  rules,
  headers,
  content,
  signal,
}: PinnedRequest): Promise<IncomingMessage> {
  const addresses = await resolveHost(url, rules)
  const options = {
    agent: false,
    method,
    headers: { ...headers, 'user-agent': 'assay' },
    lookup: pinLookup(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  }
  return await new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestByHttps : requestByHttp
    // An answer such as 101 only closes the connection.
    const isClosed = () => reject(new Error(`The host ${url.host} closed the connection without a response`))
    open(url, options).on('response', resolve).on('error', reject).on('close', isClosed).end(content)
  })
}
