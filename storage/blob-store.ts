import type { Readable } from 'node:stream'

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
   * Stores a stream to its end, or keeps nothing where the stream fails. Storing what is there already is no error. Limits
   * are set by whoever makes the stream, such as `UploadMeter`.
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
