import { request as requestByHttp, type IncomingMessage } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { hostOf } from '../connection-urls.js'
import { checkUrl } from '../fetch/check-url.js'
import { Deadline } from '../fetch/deadline.js'
import { pinLookup, resolveHost } from '../fetch/resolve-host.js'
import type { WebhookHeaders } from '../signing/sign-webhook.js'

export interface WebhookPost {
  url: string
  /** As for files: only then may the address be private, or plain http. */
  allowsPrivateNetwork: boolean
  headers: WebhookHeaders
  body: string
  timeoutMs: number
}

/** What a receiver said; of its body nothing is read. */
export interface WebhookAnswer {
  status: number
  retryAfter: string | undefined
}

const MAX_HEADER_BYTES = 16 * 1024

/**
 * Posts once, to an address that is checked and held fast as those of files are, and follows no redirect. Throws where
 * there is no answer in time, or the address may not be asked.
 */
export async function postWebhook(post: WebhookPost): Promise<WebhookAnswer> {
  const { allowsPrivateNetwork } = post
  const url = checkUrl(post.url, { allowedHosts: [hostOf(post.url)], allowsPrivateNetwork })
  const deadline = new Deadline(post.timeoutMs, `The host ${url.host}`)
  try {
    const response = await deadline.race(send(url, post, deadline.signal))
    response.destroy()
    return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }
  } finally {
    deadline.clear()
  }
}

async function send(url: URL, { allowsPrivateNetwork, headers, body }: WebhookPost, signal: AbortSignal): Promise<IncomingMessage> {
  const addresses = await resolveHost(url, { allowsPrivateNetwork })
  const content = Buffer.from(body)
  const options = {
    agent: false,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': content.length, 'user-agent': 'assay' },
    lookup: pinLookup(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  }
  return await new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestByHttps : requestByHttp
    // An answer such as 101 only closes the connection.
    const isClosed = () => reject(new Error(`The host ${url.host} closed the connection without a response`))
    request(url, options).on('response', resolve).on('error', reject).on('close', isClosed).end(content)
  })
}
