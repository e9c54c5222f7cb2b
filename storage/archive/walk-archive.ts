import { type FileHandle, open } from 'node:fs/promises'
import { arrivalLimits, type UploadLimits } from '../../contracts/limits.js'
import { damagedArchive, RejectedUpload } from '../rejected-upload.js'
import { readGzippedTarFile, readTarFile } from './read-tar.js'
import { readZip } from './read-zip.js'
import { type ArchiveReading, type LeaveOut, type OpenSink, UploadLedger } from './upload-ledger.js'

/** What an archive turned out to be. `leftOut`: the names of what was left out. */
export interface WalkedArchive {
  format: ArchiveFormat
  leftOut: readonly string[]
}

/**
 * Reads an uploaded archive from beginning to end as a stream, checking all of it. Nothing is written to disk and
 * archives inside it stay closed. Throws `RejectedUpload`; what the sinks took before that is to be thrown away.
 */
export async function walkArchive(
  archiveFilePath: string,
  limits: UploadLimits,
  openSink: OpenSink,
  leaveOut: LeaveOut,
): Promise<WalkedArchive> {
  await using handle = await open(archiveFilePath, 'r')
  const { size } = await handle.stat()
  if (size > arrivalLimits.bytes) throw tooLargeArchive(arrivalLimits.bytes)
  const format = await detectFormat(handle)
  const reading: ArchiveReading = {
    handle,
    fileBytes: size,
    ledger: new UploadLedger(limits, leaveOut),
    limits,
    openSink,
  }
  if (format === 'zip') await readZip(reading)
  else if (format === 'tar') await readTarFile(reading)
  else await readGzippedTarFile(reading)
  const { leftOut } = reading.ledger
  if (size > limits.uploadBytes && leftOut.length === 0) throw tooLargeArchive(limits.uploadBytes)
  return { format, leftOut }
}

const tooLargeArchive = (bytes: number) =>
  new RejectedUpload(
    'size',
    `The archive is larger than ${Math.round(bytes / 1024 / 1024)} MB; leave out what is not source.`,
  )

export type ArchiveFormat = 'zip' | 'tar' | 'tar.gz'

const TAR_MAGIC_OFFSET = 257

/**
 * Tells the format by the first bytes, never by a name. Throws `RejectedUpload` that says what
 * it is for anything else, and for a zip or gzip that begins with a tar header: tar programs look for that first.
 */
async function detectFormat(handle: FileHandle): Promise<ArchiveFormat> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  const head = buffer.subarray(0, bytesRead)
  const hasTarMagic = head.toString('latin1', TAR_MAGIC_OFFSET, TAR_MAGIC_OFFSET + 5) === 'ustar'
  const packed = detectPacked(head.toString('latin1', 0, 4))
  if (packed && hasTarMagic) throw damagedArchive('is both a tar and something else')
  if (packed) return packed
  if (hasTarMagic) return 'tar'
  throw describeOther(head)
}

/** What people send in place of an archive that is read here, by its first bytes. */
const others: readonly [RegExp, string][] = [
  [/^7z\xbc\xaf\x27\x1c/, 'a 7z archive'],
  [/^Rar!\x1a\x07/, 'a RAR archive'],
  [/^\xfd7zXZ\0/, 'an xz archive'],
  [/^BZh[1-9]/, 'a bzip2 archive'],
  [/^\x28\xb5\x2f\xfd/, 'a Zstandard archive'],
  [/^%PDF-/, 'a PDF document'],
  [/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b/i, 'a web page, perhaps a sign-in or error page'],
  [/^(MZ|\x7fELF)/, 'a program'],
  [/^PK\x07\x08/, 'one part of a multi-part zip'],
]

function describeOther(head: Buffer): RejectedUpload {
  if (head.length === 0)
    return new RejectedUpload(
      'empty',
      'The file is empty: it has 0 bytes. Pack your project again and check the size of the archive.',
    )
  const text = head.toString('latin1')
  const what = others.find(([start]) => start.test(text))?.[1] ?? 'not an archive'
  return new RejectedUpload('structure', `The file is ${what}; send a zip, tar or tar.gz of your project instead.`)
}

function detectPacked(signature: string): 'zip' | 'tar.gz' | undefined {
  if (signature === 'PK\x03\x04' || signature === 'PK\x05\x06') return 'zip'
  return signature.startsWith('\x1f\x8b') ? 'tar.gz' : undefined
}
