import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import { BoundedBody, checkBodyHeaders, tooLarge, type BodyRules } from './bounded-body.js'
import { checkUrl } from './check-url.js'
import { Deadline } from './deadline.js'
import type { FetchRules } from './fetch-rules.js'
import { followRedirects } from './follow-redirects.js'

/** One document to fetch. */
export interface FetchRequest extends FetchRules {
  url: string
  maxBytes: number
  /** For all of it: name, connection, redirects and body. */
  timeoutMs: number
  headers?: Readonly<Record<string, string>>
  /** In lower-case hex, where it was announced. */
  sha256?: string | null
  bytes?: number | null
}

/**
 * Fetches from an address that came from outside, so that it reaches only the hosts a connection allows and brings no
 * more than it may. Resolves with the body as a stream, which fails where a rule is broken on the way and is to be read
 * or destroyed; `sha256` and `bytes` of it are known at its end. Throws, and fails the stream, with `CallerError`
 * `file-refused` for what another try would not change, with a plain error for what it might.
 */
export async function fetchBounded(request: FetchRequest): Promise<BoundedBody> {
  const url = checkUrl(request.url, request)
  const body: BodyRules = { maxBytes: request.maxBytes, sha256: request.sha256 ?? null, bytes: request.bytes ?? null }
  if (body.bytes !== null && body.bytes > body.maxBytes) throw tooLarge(body.maxBytes)
  const deadline = new Deadline(request.timeoutMs, `The host ${url.host}`)
  try {
    const hop = { url, rules: request, headers: request.headers ?? {}, signal: deadline.signal }
    return boundBody(await deadline.race(followRedirects(hop)), body, deadline)
  } catch (error) {
    deadline.clear()
    throw error
  }
}

function boundBody(response: IncomingMessage, rules: BodyRules, deadline: Deadline): BoundedBody {
  try {
    checkBodyHeaders(response, rules)
  } catch (error) {
    response.destroy()
    throw error
  }
  const body = new BoundedBody(rules, response.headers)
  deadline.signal.addEventListener('abort', () => body.destroy(deadline.signal.reason as Error), { once: true })
  // An error reaches the reader through the body itself.
  pipeline(response, body, () => deadline.clear())
  return body
}
