import { fromBufferPromise, fromFdPromise, type LocalFileHeader, type ZipFile } from 'yauzl'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import type { ArchiveReading } from './archive-reading.js'
import { damagedArchive, refuseDamage } from './damaged-archive.js'
import { tooMany, UploadLedger } from './upload-ledger.js'
import { readZipContent } from './zip-content.js'
import { findZipDirectory } from './zip-directory.js'
import { listZipMembers, type ZipMember } from './zip-members.js'

/** Reads a zip: first its directory, all of it, then each file in the order of the data. Throws `RejectedUpload`. */
export async function readZip(reading: ArchiveReading): Promise<void> {
  const { handle, fileBytes, limits } = reading
  const directory = await findZipDirectory(handle, fileBytes)
  if (directory.entryCount > UploadLedger.maxEntries(limits)) throw tooMany(limits)
  const zip = await refuseDamage(() => openZip(reading))
  const members = await refuseDamage(() => listZipMembers(zip, directory, reading))
  let end = { offset: 0, hasDescriptor: false }
  for (const { entry, path, isFolder } of members) {
    const header = await refuseDamage(() => zip.readLocalFileHeaderPromise(entry))
    refuseMismatch({ entry, path, isFolder }, header)
    refuseGap(end, entry.relativeOffsetOfLocalHeader)
    const sink = isFolder ? refuseContentOf(path) : reading.openSink(path)
    await readZipContent(zip, entry, path, (chunk) => {
      reading.ledger.countBytes(chunk.length)
      sink(chunk)
    })
    end = { offset: header.fileDataStart + entry.compressedSize, hasDescriptor: hasDescriptor(entry.generalPurposeBitFlag) }
  }
  refuseGap(end, directory.startOffset)
}

/** A small archive is read whole: hundreds of small reads from the file take longer than all the rest. */
const SMALL_BYTES = 2 * 1024 * 1024

/** Names and sizes are judged by this folder's own rules, which are stricter than yauzl's. */
async function openZip({ handle, fileBytes }: ArchiveReading): Promise<ZipFile> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
  if (fileBytes > SMALL_BYTES) return await fromFdPromise(handle.fd, options)
  const { buffer } = await handle.read(Buffer.alloc(fileBytes), 0, fileBytes, 0)
  return await fromBufferPromise(buffer, options)
}

const hasDescriptor = (flags: number) => (flags & 0x8) !== 0

/** After the data may stand its checksum and sizes: with or without signature, with sizes of 4 or of 8 bytes. */
const DESCRIPTOR_BYTES = new Set([12, 16, 20, 24])

function refuseGap(end: { offset: number; hasDescriptor: boolean }, next: number): void {
  const gap = next - end.offset
  if (gap === 0 || (end.hasDescriptor && DESCRIPTOR_BYTES.has(gap))) return
  if (gap < 0) throw new RejectedUpload('mismatch', 'Files overlap inside the archive; make it again with an ordinary zip tool.')
  throw damagedArchive('has bytes in it that belong to no file')
}

/** The header before the data must tell what the directory tells: programs differ in which of them they believe. */
function refuseMismatch({ entry, path }: ZipMember, header: LocalFileHeader): void {
  const agrees =
    header.fileName.equals(entry.fileNameRaw) &&
    header.compressionMethod === entry.compressionMethod &&
    header.generalPurposeBitFlag === entry.generalPurposeBitFlag &&
    (hasDescriptor(header.generalPurposeBitFlag) ||
      (header.crc32 === entry.crc32 &&
        isSize(header.compressedSize, entry.compressedSize) &&
        isSize(header.uncompressedSize, entry.uncompressedSize)))
  if (agrees) return
  throw new RejectedUpload('mismatch', `The archive says two different things of ${quotePath(path)}; make it again with an ordinary zip tool.`, path)
}

/** 0xffffffff stands for "see the zip64 field". */
const isSize = (local: number, central: number) => local === central || local === 0xffffffff

const refuseContentOf = (path: string) => () => {
  throw damagedArchive('has a folder with content', path)
}
