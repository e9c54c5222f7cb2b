import { getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import type { ArchiveReading } from './archive-reading.js'
import { damagedArchive } from './damaged-archive.js'
import { tooLarge } from './upload-ledger.js'
import type { ZipDirectory } from './zip-directory.js'

/** One entry of the central directory whose path and type have passed. */
export interface ZipMember {
  entry: Entry
  path: string
  isFolder: boolean
}

/** General purpose flags: encrypted (bits 0, 6, 13) and compressed patch data (bit 5). */
const UNREADABLE_FLAGS = 0x2061

/**
 * Reads the whole central directory and judges it before a byte of content is read: sizes, overlaps, types, paths.
 * The members come in the order in which their data lies in the file.
 */
export async function listZipMembers(zip: ZipFile, directory: ZipDirectory, reading: ArchiveReading): Promise<ZipMember[]> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    if (cursorOf(zip) > directory.endOffset) break
    entries.push(entry)
  }
  if (entries.length !== directory.entryCount || cursorOf(zip) !== directory.endOffset) {
    throw damagedArchive('declares another number of files than it lists')
  }
  const declaredBytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (declaredBytes > reading.limits.inflatedBytes) throw tooLarge(reading.limits)
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  refuseOverlaps(entries, directory)
  return entries.map((entry) => admitEntry(entry, reading))
}

/** Where in the file yauzl would read the next entry; its types call this a boolean. */
const cursorOf = (zip: ZipFile) => Number(zip.readEntryCursor)

/** Many entries over the same data make a small archive unpack to terabytes. */
function refuseOverlaps(entries: readonly Entry[], directory: ZipDirectory): void {
  let end = 0
  for (const entry of entries) {
    const start = entry.relativeOffsetOfLocalHeader
    if (start < end) throw new RejectedUpload('mismatch', 'Files overlap inside the archive; make it again with an ordinary zip tool.')
    end = start + 30 + entry.fileNameLength + entry.compressedSize
    if (end > directory.startOffset) throw damagedArchive('names data outside of itself')
  }
}

function admitEntry(entry: Entry, { ledger }: ArchiveReading): ZipMember {
  const name = decodeName(entry)
  const isFolder = name.endsWith('/')
  const path = isFolder ? name.slice(0, -1) : name
  refuseType(entry, path, isFolder)
  if (isFolder) ledger.admitFolder(path)
  else ledger.admitFile(path)
  if (entry.generalPurposeBitFlag & UNREADABLE_FLAGS) throw damagedArchive(`holds ${quotePath(path)} encrypted or as a patch`, path)
  if (!entry.canDecodeFileData()) throw damagedArchive(`holds ${quotePath(path)} compressed by another method than deflate`, path)
  return { entry, path, isFolder }
}

/** UTF-8 where the bytes are that, whatever the flag says (macOS leaves it out); else what yauzl makes of them. */
function decodeName(entry: Entry): string {
  const raw = entry.fileNameRaw
  const name = raw.toString('utf8')
  const isUtf8 = Buffer.from(name).equals(raw)
  const byYauzl = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true)
  if (!isUtf8) return byYauzl
  const hasUnicodeName = entry.extraFields.some((field) => field.id === 0x7075)
  if (hasUnicodeName && byYauzl !== name && isAscii(name)) {
    throw new RejectedUpload('mismatch', `${quotePath(name)} has a second name in the archive; make it again with an ordinary zip tool.`, name)
  }
  return name
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

const S_IFMT = 0o170000
const S_IFREG = 0o100000
const S_IFDIR = 0o040000

/** The upper half of the external attributes is a Unix mode, whoever claims to have made the archive; 0 says nothing. */
function refuseType(entry: Entry, path: string, isFolder: boolean): void {
  const type = (entry.externalFileAttributes >>> 16) & S_IFMT
  if (type === 0 || type === (isFolder ? S_IFDIR : S_IFREG)) return
  throw new RejectedUpload('type', `${quotePath(path)} is a link, a device or another special file; send plain files only.`, path)
}
