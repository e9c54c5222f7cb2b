import { createHash, type Hash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'

/** Passes bytes on, while counting and hashing them. */
export class DigestStream extends Transform {
  bytes = 0
  readonly #hash: Hash = createHash('sha256')

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
    done(null, chunk)
  }

  /** The digest of all that passed, in hex. Once, at the end. */
  digest(): string {
    return this.#hash.digest('hex')
  }
}

/** Passes bytes on and fails at the end, in place of ending, when they are not those of `sha256`. */
export class VerifyingStream extends DigestStream {
  readonly #sha256: string

  constructor(sha256: string) {
    super()
    this.#sha256 = sha256
  }

  override _flush(done: TransformCallback): void {
    done(
      this.digest() === this.#sha256
        ? null
        : new Error(`The blob ${this.#sha256} is damaged: its content has a different digest`),
    )
  }
}
