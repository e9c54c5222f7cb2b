import type { IncomingMessage } from 'node:http'
import { hostOf } from '../connection-urls.js'
import { checkUrl } from '../fetch/check-url.js'
import { Deadline } from '../fetch/deadline.js'
import { sendPinned } from '../fetch/send-pinned.js'
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

async function send(
  url: URL,
  { allowsPrivateNetwork, headers, body }: WebhookPost,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const content = Buffer.from(body)
  const typed = { ...headers, 'content-type': 'application/json', 'content-length': content.length }
  return await sendPinned({ method: 'POST', url, rules: { allowsPrivateNetwork }, headers: typed, content, signal })
}
