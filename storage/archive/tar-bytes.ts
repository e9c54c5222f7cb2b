import { damagedArchive } from './damaged-archive.js'

export const BLOCK_BYTES = 512

/** A buffer of zeros equals itself moved by one byte, which the engine compares at the speed of memory. */
export const isZero = (bytes: Buffer): boolean =>
  bytes.length === 0 || (bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1)))

/** The bytes of a tar, taken from the front of a stream. Throws `RejectedUpload` where the stream ends too early. */
export class TarBytes {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #maxBytes: () => number
  readonly #onTooLong: () => Error
  #rest: Buffer = Buffer.alloc(0)
  #taken = 0

  /**
   * `onTooLong` makes the error for a tar of more than `maxBytes`, headers and padding included; it is asked as the tar
   * is read.
   */
  constructor(chunks: AsyncIterable<Buffer>, maxBytes: () => number, onTooLong: () => Error) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#maxBytes = maxBytes
    this.#onTooLong = onTooLong
  }

  /** The next block; `undefined` at the end of the stream. */
  async takeBlock(): Promise<Buffer | undefined> {
    if (this.#rest.length === 0 && !(await this.#fill())) return undefined
    return this.takeWhole(BLOCK_BYTES)
  }

  async takeWhole(bytes: number): Promise<Buffer> {
    if (bytes <= this.#rest.length) return this.#cut(bytes)
    const parts: Buffer[] = []
    for await (const part of this.take(bytes)) parts.push(part)
    return Buffer.concat(parts)
  }

  /** The next `bytes` bytes, as they come. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.#rest.length === 0 && !(await this.#fill())) throw damagedArchive('is incomplete')
      const part = this.#cut(left)
      left -= part.length
      yield part
    }
  }

  /** All that is left, as it comes, in whole blocks. */
  async *takeRest(): AsyncGenerator<Buffer> {
    while (this.#rest.length > 0 || (await this.#fill())) yield this.#cut(this.#rest.length)
    if (this.#taken % BLOCK_BYTES !== 0) throw damagedArchive('is incomplete')
  }

  #cut(bytes: number): Buffer {
    const part = this.#rest.subarray(0, bytes)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next()
      if (done) return false
      this.#taken += value.length
      if (this.#taken > this.#maxBytes()) throw this.#onTooLong()
      this.#rest = value
    }
    return true
  }
}
