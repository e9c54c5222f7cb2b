import { open } from 'node:fs/promises'
import type { UploadLimits } from '../../contracts/limits.js'
import { RejectedUpload } from '../rejected-upload.js'
import type { ArchiveReading, OpenSink } from './archive-reading.js'
import { detectFormat, type ArchiveFormat } from './detect-format.js'
import { readGzippedTarFile, readTarFile } from './read-tar.js'
import { readZip } from './read-zip.js'
import { UploadLedger } from './upload-ledger.js'

/**
 * Reads an uploaded archive from beginning to end as a stream, checking all of it. Nothing is written to disk and
 * archives inside it stay closed. Throws `RejectedUpload`; what the sinks took before that is to be thrown away.
 */
export async function walkArchive(archiveFilePath: string, limits: UploadLimits, openSink: OpenSink): Promise<ArchiveFormat> {
  await using handle = await open(archiveFilePath, 'r')
  const { size } = await handle.stat()
  if (size > limits.uploadBytes) {
    throw new RejectedUpload('size', `The archive is larger than ${limits.uploadBytes} bytes; leave out what is not source.`)
  }
  const format = await detectFormat(handle)
  const reading: ArchiveReading = { handle, fileBytes: size, ledger: new UploadLedger(limits), limits, openSink }
  if (format === 'zip') await readZip(reading)
  else if (format === 'tar') await readTarFile(reading)
  else await readGzippedTarFile(reading)
  return format
}
