import type { FileHandle } from 'node:fs/promises'
import { damagedArchive } from './damaged-archive.js'

export const archiveFormats = ['zip', 'tar', 'tar.gz'] as const
export type ArchiveFormat = (typeof archiveFormats)[number]

const TAR_MAGIC_OFFSET = 257

/** Tells the format by the first bytes, never by a name. Throws `RejectedUpload('structure')` for anything else. */
export async function detectFormat(handle: FileHandle): Promise<ArchiveFormat> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  const head = buffer.subarray(0, bytesRead)
  const signature = head.toString('latin1', 0, 4)
  if (signature === 'PK\x03\x04' || signature === 'PK\x05\x06') return 'zip'
  if (signature.startsWith('\x1f\x8b')) return 'tar.gz'
  if (head.toString('latin1', TAR_MAGIC_OFFSET, TAR_MAGIC_OFFSET + 5) === 'ustar') return 'tar'
  throw damagedArchive('is not a zip, tar or tar.gz file')
}
