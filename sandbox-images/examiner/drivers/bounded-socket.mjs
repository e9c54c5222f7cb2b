import { Socket } from 'node:net'

/** In bytes. A test needs far less: an HTTP response may have 1 MB. */
const limits = { answer: 4 * 1024 * 1024, connection: 64 * 1024 * 1024 }

/** A connection that ends with an error as soon as the server sends more than an answer may have, asked or not. */
export class BoundedSocket extends Socket {
  #answerBytes = 0
  #allBytes = 0

  push(chunk, encoding) {
    const bytes = chunk?.length ?? 0
    this.#answerBytes += bytes
    this.#allBytes += bytes
    if (this.#answerBytes <= limits.answer && this.#allBytes <= limits.connection) return super.push(chunk, encoding)
    this.destroy(
      new Error(
        `more than ${limits.answer / 1024 / 1024} MB came as one result, or ${limits.connection / 1024 / 1024} MB in total.`,
      ),
    )
    return false
  }

  /** What comes after a question belongs to it. */
  write(...args) {
    this.#answerBytes = 0
    return super.write(...args)
  }
}
