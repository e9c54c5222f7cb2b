import type { FileHandle } from 'node:fs/promises'
import { damagedArchive } from './damaged-archive.js'

export const archiveFormats = ['zip', 'tar', 'tar.gz'] as const
export type ArchiveFormat = (typeof archiveFormats)[number]

const TAR_MAGIC_OFFSET = 257

/**
 * Tells the format by the first bytes, never by a name. Throws `RejectedUpload('structure')` for anything else, and for
 * a zip or gzip that begins with a tar header: tar programs look for that first.
 */
export async function detectFormat(handle: FileHandle): Promise<ArchiveFormat> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  const head = buffer.subarray(0, bytesRead)
  const hasTarMagic = head.toString('latin1', TAR_MAGIC_OFFSET, TAR_MAGIC_OFFSET + 5) === 'ustar'
  const packed = detectPacked(head.toString('latin1', 0, 4))
  if (packed && hasTarMagic) throw damagedArchive('is a tar and something else at once')
  if (packed) return packed
  if (hasTarMagic) return 'tar'
  throw damagedArchive('is not a zip, tar or tar.gz file')
}

function detectPacked(signature: string): 'zip' | 'tar.gz' | undefined {
  if (signature === 'PK\x03\x04' || signature === 'PK\x05\x06') return 'zip'
  return signature.startsWith('\x1f\x8b') ? 'tar.gz' : undefined
}
