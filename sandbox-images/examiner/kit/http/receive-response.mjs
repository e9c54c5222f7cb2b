import { failures } from './http-failure.mjs'

/**
 * Takes the one response of a request that was opened: fills `answer` and `body`, then calls `finish` with what makes
 * it unusable, or `null`. The caller shows `framing`, which bounds it, every byte of the connection first.
 * @param {{ outgoing: import('node:http').ClientRequest, answer: { status: number | null, headers: object }, body:
 *   ResponseBody,
 *   framing: import('./response-framing.mjs').ResponseFraming, method: string,
 *   finish: (failure: import('./http-failure.mjs').HttpFailure | null) => void, fail: (error: Error) => void }} parts
 */
export function receiveResponse({ outgoing, answer, body, framing, method, finish, fail }) {
  outgoing.on('response', (incoming) => {
    answer.status = incoming.statusCode
    answer.headers = incoming.headers
    incoming.on('error', fail)
    if (isEncoded(incoming) && method !== 'HEAD') return finish(failures.encoded(incoming.headers['content-encoding']))
    incoming.on('data', (bytes) => body.add(bytes))
    incoming.on('end', () => finish(framing.hasSurplus ? failures.surplus() : null))
  })
}

const isEncoded = ({ headers }) => (headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity'

const pageBytes = 16 * 1024

/**
 * A body as it comes in. Small pieces are copied together: kept one by one, each would take many times its size in
 * memory.
 */
export class ResponseBody {
  #parts = []
  #page = Buffer.alloc(0)
  #used = 0

  /** @param {Buffer} bytes */
  add(bytes) {
    if (this.#used + bytes.length > this.#page.length) {
      this.#closePage()
      if (bytes.length >= pageBytes) return void this.#parts.push(bytes)
      this.#page = Buffer.allocUnsafe(pageBytes)
    }
    this.#used += bytes.copy(this.#page, this.#used)
  }

  /** All of it so far. */
  join() {
    return Buffer.concat([...this.#parts, this.#page.subarray(0, this.#used)])
  }

  #closePage() {
    this.#parts.push(this.#page.subarray(0, this.#used))
    this.#page = Buffer.alloc(0)
    this.#used = 0
  }
}
