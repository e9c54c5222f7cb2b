import { open } from 'node:fs/promises'
import { arrivalLimits, type UploadLimits } from '../../contracts/limits.js'
import { RejectedUpload } from '../rejected-upload.js'
import type { ArchiveReading, OpenSink } from './archive-reading.js'
import { detectFormat, type ArchiveFormat } from './detect-format.js'
import { readGzippedTarFile, readTarFile } from './read-tar.js'
import { readZip } from './read-zip.js'
import { UploadLedger, type LeaveOut } from './upload-ledger.js'

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
