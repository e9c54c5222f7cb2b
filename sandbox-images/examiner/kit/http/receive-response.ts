import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { failures, httpLimits, type HttpFailure } from './http-failure.js'
import type { ResponseFraming } from './response-framing.js'

/** What came back to a request, as far as it came: `failure` says why it is no usable response. */
export interface Answer {
  status: number | null
  headers: IncomingHttpHeaders
  body: Buffer
  ms: number
  failure: HttpFailure | null
}

/** One that is usable. */
export type UsableAnswer = Omit<Answer, 'status' | 'failure'> & { status: number; failure: null }

export const isUsable = (answer: Answer): answer is UsableAnswer => answer.status !== null && answer.failure === null

/**
 * Takes the one response of a request that was opened: fills `answer` and `body`, then calls `finish` with what makes
 * it unusable, or `null`. The caller shows `framing`, which bounds it, every byte of the connection first.
 */
export function receiveResponse({
  outgoing,
  answer,
  body,
  framing,
  method,
  finish,
  fail,
}: {
  outgoing: ClientRequest
  answer: Pick<Answer, 'status' | 'headers'>
  body: ResponseBody
  framing: ResponseFraming
  method: string
  finish: (failure: HttpFailure | null) => void
  fail: (error: Error) => void
}): void {
  outgoing.on('response', (incoming) => {
    answer.status = incoming.statusCode ?? null
    answer.headers = incoming.headers
    incoming.on('error', fail)
    const encoding = encodingOf(incoming)
    if (encoding.trim().toLowerCase() !== 'identity' && method !== 'HEAD') return finish(failures.encoded(encoding))
    incoming.on('data', (bytes: Buffer) => body.add(bytes))
    incoming.on('end', () => finish(framing.hasSurplus ? failures.surplus() : null))
  })
}

const encodingOf = ({ headers }: IncomingMessage): string => headers['content-encoding'] ?? 'identity'

const pageBytes = 16 * 1024

/**
 * A body as it comes in. Small pieces are copied together: kept one by one, each would take many times its size in
 * memory.
 */
export class ResponseBody {
  readonly #parts: Buffer[] = []
  #page = Buffer.alloc(0)
  #used = 0

  add(bytes: Buffer): void {
    if (this.#used + bytes.length > this.#page.length) {
      this.#closePage()
      if (bytes.length >= pageBytes) return void this.#parts.push(bytes)
      this.#page = Buffer.allocUnsafe(pageBytes)
    }
    this.#used += bytes.copy(this.#page, this.#used)
  }

  /** All of it so far. */
  join(): Buffer {
    return Buffer.concat([...this.#parts, this.#page.subarray(0, this.#used)])
  }

  #closePage(): void {
    this.#parts.push(this.#page.subarray(0, this.#used))
    this.#page = Buffer.alloc(0)
    this.#used = 0
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')

/**
 * Parses JSON that a learner's service sent: `undefined` for whatever is no JSON, and for JSON nested
 * so deep that walking it would exhaust the stack of whoever compares it. `body` is bounded in size already.
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0 || measureDepth(body) > httpLimits.jsonDepth) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function measureDepth(body: Buffer): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (isInString && byte === backslash) at++
    else if (byte === quote) isInString = !isInString
    else if (isInString) continue
    else if (byte === openBrace || byte === openBracket) deepest = Math.max(deepest, ++depth)
    else if (byte === closeBrace || byte === closeBracket) depth--
  }
  return deepest
}
