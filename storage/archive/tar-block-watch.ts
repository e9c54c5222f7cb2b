import { Transform, type TransformCallback } from 'node:stream'

const BLOCK_BYTES = 512
const ZEROS = Buffer.alloc(BLOCK_BYTES)

/**
 * Passes a tar through and notes where its blocks of zeros are. Such blocks between entries end the archive; tar-stream
 * reads on behind them, other programs stop, so what follows would be seen by some only.
 */
export class TarBlockWatch extends Transform {
  readonly #maxBytes: number
  readonly #onTooLong: () => Error
  /** Runs of zero blocks, as [start, end) offsets, in order. */
  #runs: { start: number; end: number }[] = []
  #offset = 0
  #isBlockZero = true

  /** `onTooLong` makes the error for a tar of more than `maxBytes`, headers and padding included. */
  constructor(maxBytes: number, onTooLong: () => Error) {
    super()
    this.#maxBytes = maxBytes
    this.#onTooLong = onTooLong
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#offset + chunk.length > this.#maxBytes) return done(this.#onTooLong())
    for (let at = 0; at < chunk.length; ) {
      const left = BLOCK_BYTES - (this.#offset % BLOCK_BYTES)
      const part = chunk.subarray(at, at + left)
      this.#isBlockZero &&= ZEROS.subarray(0, part.length).equals(part)
      at += part.length
      this.#offset += part.length
      if (part.length === left) this.#endBlock()
    }
    done(null, chunk)
  }

  #endBlock(): void {
    const start = this.#offset - BLOCK_BYTES
    const last = this.#runs.at(-1)
    if (this.#isBlockZero && last?.end === start) last.end = this.#offset
    else if (this.#isBlockZero) this.#runs.push({ start, end: this.#offset })
    this.#isBlockZero = true
  }

  /** Whether a block of zeros lies in [from, to). Forgets what is before `from`. */
  hasZeroBlock(from: number, to: number): boolean {
    this.#runs = this.#runs.filter((run) => run.end > from)
    const first = this.#runs[0]
    return first !== undefined && first.start < to && Math.max(first.start, from) < Math.min(first.end, to)
  }

  /** Whether everything from `from` on was zeros, and there was at least one block of them. */
  isEndedAt(from: number): boolean {
    const run = this.#runs.find(({ start, end }) => start <= from && from < end)
    return run?.end === this.#offset
  }
}
