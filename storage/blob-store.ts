import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What was stored: its content's SHA-256, in hex, and its length. */
export interface BlobId {
  sha256: string
  bytes: number
}

export interface StoredBlob extends BlobId {
  /** False where the same content was there before. */
  isNew: boolean
}

/**
 * Keeps submissions and exercise packages, byte for byte, under the digest of their content. What is stored never
 * changes, so the same content is stored once.
 */
export interface BlobStore {
  /**
   * Stores a stream to its end, or keeps nothing where the stream fails. Storing what is there already is no error.
   * Limits are set by whoever makes the stream, such as `UploadMeter`.
   */
  put(stream: Readable): Promise<StoredBlob>
  /**
   * Reads a blob. The digest is checked as it is read: the stream fails at its end where the content is not what was
   * stored, so nothing may be trusted before the end. Throws where there is no such blob: our fault.
   */
  open(sha256: string): Promise<Readable>
  has(sha256: string): Promise<boolean>
  /** Removing what is not there is no error. */
  remove(sha256: string): Promise<void>
}

/** Throws for anything but 64 lower-case hex digits, so that a digest can never name another path or key. */
export function assertSha256(sha256: string): void {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a SHA-256 digest in lower-case hex')
}

/** A blob as a file on this machine, for readers that must jump about in it. Gone when disposed of. */
export interface BlobFile extends AsyncDisposable {
  path: string
}

/** Copies a blob into a temporary file, with its digest checked before the file is handed out. */
export async function copyBlobToFile(store: BlobStore, sha256: string, folder: string = tmpdir()): Promise<BlobFile> {
  const path = join(folder, `assay-blob-${randomUUID()}`)
  const remove = () => rm(path, { force: true })
  try {
    await pipeline(await store.open(sha256), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await remove()
    throw error
  }
  return { path, [Symbol.asyncDispose]: remove }
}

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
