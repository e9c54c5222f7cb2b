import type { FileHandle } from 'node:fs/promises'
import { damagedArchive } from './damaged-archive.js'

/** A small archive is read whole: hundreds of small reads from the file take longer than all the rest. */
const SMALL_BYTES = 2 * 1024 * 1024

/** The bytes of a zip, from any place in it. Throws `RejectedUpload` for a place outside. */
export class ZipBytes {
  readonly length: number
  readonly #handle: FileHandle
  #whole: Buffer | undefined

  constructor(handle: FileHandle, length: number) {
    this.#handle = handle
    this.length = length
  }

  async read(offset: number, bytes: number): Promise<Buffer> {
    if (offset < 0 || offset + bytes > this.length) throw damagedArchive('is incomplete')
    if (this.length > SMALL_BYTES) return await this.#load(offset, bytes)
    this.#whole ??= await this.#load(0, this.length)
    return this.#whole.subarray(offset, offset + bytes)
  }

  /** Throws a plain error where the file is shorter than it was: it is ours, and nobody else writes to it. */
  async #load(offset: number, bytes: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(bytes), 0, bytes, offset)
    if (bytesRead < bytes) throw new Error('An upload became shorter while it was read')
    return buffer
  }
}
