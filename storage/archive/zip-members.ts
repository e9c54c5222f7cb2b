import { crc32 } from 'node:zlib'
import {
  ambiguousArchive,
  damagedArchive,
  lockedArchive,
  quotePath,
  RejectedUpload,
  specialEntry,
} from '../rejected-upload.js'
import { Turns } from '../turns.js'
import { type ArchiveReading, tooLarge } from './upload-ledger.js'
import type { ZipBytes, ZipDirectory } from './zip-directory.js'

/** One entry of the central directory whose path and type have passed. */
export interface ZipMember {
  path: string
  isFolder: boolean
  /** The name, byte for byte, and the Unicode name beside it: the local header must have the same. */
  rawName: Buffer
  flags: number
  method: number
  crc32: number
  compressedBytes: number
  bytes: number
  /** Where its local header begins. */
  offset: number
  /** Read past, and kept nowhere. */
  isLeftOut: boolean
}

/** Whether checksum and sizes stand behind the data. */
export const hasDescriptor = ({ flags }: ZipMember): boolean => (flags & 0x8) !== 0

const RECORD_BYTES = 46

/** Set where a password protects the content. */
const ENCRYPTED = 0x1

/** What is read here: deflate's own options (bits 1 and 2), a descriptor (3), names in UTF-8 (11). */
const KNOWN_FLAGS = 0x080e

/** Info-ZIP leaves out what needs a later version of the format; zip64 is 4.5. */
const MAX_VERSION = 45

/** Throws `RejectedUpload` for what only some programs can read. */
export function refuseUnreadable(flags: number, method: number, version: number, path: string): void {
  if (version > MAX_VERSION) throw damagedArchive(`contains ${quotePath(path)} in a newer version of the format`, path)
  if (flags & ~KNOWN_FLAGS)
    throw damagedArchive(`contains ${quotePath(path)} encrypted, as a patch or in another unusual way`, path)
  if (method !== 0 && method !== 8)
    throw damagedArchive(`contains ${quotePath(path)} compressed by a method other than deflate`, path)
}

/**
 * Reads the whole central directory and judges it before a byte of content is read: sizes, overlaps, types, paths.
 * The members come in the order in which their data lies in the file.
 */
export async function listZipMembers(
  zip: ZipBytes,
  directory: ZipDirectory,
  reading: ArchiveReading,
): Promise<ZipMember[]> {
  const records = await readRecords(zip, directory)
  for (const record of records) record.isLeftOut = reading.ledger.leavesOut(record.path)
  const declaredBytes = records.reduce((sum, { bytes, isLeftOut }) => sum + (isLeftOut ? 0 : bytes), 0)
  if (declaredBytes > reading.limits.inflatedBytes) throw tooLarge(reading.limits)
  records.sort((a, b) => a.offset - b.offset)
  refuseOverlaps(records, directory)
  const turns = new Turns()
  for (const record of records) {
    await turns.pause()
    admit(record, reading)
  }
  return records
}

interface CentralRecord extends ZipMember {
  version: number
  attributes: number
}

async function readRecords(
  zip: ZipBytes,
  { startOffset, endOffset, entryCount }: ZipDirectory,
): Promise<CentralRecord[]> {
  const bytes = await zip.read(startOffset, endOffset - startOffset)
  const turns = new Turns()
  const records: CentralRecord[] = []
  for (let at = 0; at < bytes.length;) {
    await turns.pause()
    const isRecord = at + RECORD_BYTES <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50
    if (!isRecord || records.length === entryCount) throw otherCount()
    const end =
      at + RECORD_BYTES + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (end > bytes.length) throw otherCount()
    records.push(parseRecord(bytes.subarray(at, end)))
    at = end
  }
  if (records.length !== entryCount) throw otherCount()
  return records
}

const otherCount = () => damagedArchive('declares a different number of files than it lists')

function parseRecord(record: Buffer): CentralRecord {
  const nameEnd = RECORD_BYTES + record.readUInt16LE(28)
  const rawName = record.subarray(RECORD_BYTES, nameEnd)
  const flags = record.readUInt16LE(8)
  if (flags & ENCRYPTED) throw lockedArchive(rawName.toString()) // before its extra fields: AES adds one that is not read here
  const extra = parseExtraFields(record.subarray(nameEnd, nameEnd + record.readUInt16LE(30)), rawName.toString())
  const name = decodeName(rawName, flags, extra)
  const isFolder = name.endsWith('/')
  if (record.readUInt16LE(34) !== 0) throw damagedArchive('is one part of a multi-part zip')
  const plain = [record.readUInt32LE(24), record.readUInt32LE(20), record.readUInt32LE(42)] as const
  const [bytes, compressedBytes, offset] = widen(plain, extra.get(ZIP64_FIELD), name)
  return {
    path: isFolder ? name.slice(0, -1) : name,
    isFolder,
    rawName,
    flags,
    method: record.readUInt16LE(10),
    crc32: record.readUInt32LE(16),
    compressedBytes,
    bytes,
    offset,
    isLeftOut: false,
    version: record.readUInt16LE(6),
    attributes: record.readUInt32LE(38),
  }
}

type Sizes = readonly [bytes: number, compressedBytes: number, offset: number]

/** The zip64 field has, in this order, just those numbers that do not fit their plain places. */
function widen(plain: Sizes, field: Buffer | undefined, path: string): Sizes {
  const wide = field ?? Buffer.alloc(0)
  let at = 0
  const read = (value: number) => {
    if (value !== 0xffffffff) return value
    if (at + 8 > wide.length) throw damagedArchive('lacks a zip64 number', path)
    const number = wide.readBigUInt64LE(at)
    at += 8
    if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedArchive('has a zip64 number beyond all files', path)
    return Number(number)
  }
  const sizes = [read(plain[0]), read(plain[1]), read(plain[2])] as const
  if (at !== wide.length) throw ambiguousArchive(`has zip64 numbers that are not needed at ${quotePath(path)}`, path)
  return sizes
}

/** Many entries over the same data make a small archive unpack to terabytes. */
function refuseOverlaps(records: readonly CentralRecord[], directory: ZipDirectory): void {
  let end = 0
  for (const { offset, rawName, compressedBytes } of records) {
    if (offset < end) throw ambiguousArchive('has files that overlap')
    end = offset + 30 + rawName.length + compressedBytes
    if (end > directory.startOffset) throw damagedArchive('refers to data outside of itself')
  }
}

function admit(
  { path, rawName, isFolder, attributes, flags, method, version, isLeftOut }: CentralRecord,
  { ledger }: ArchiveReading,
): void {
  if (!isLeftOut) {
    refuseForeignName(rawName, path)
    refuseType(attributes, path, isFolder)
    if (isFolder) ledger.admitFolder(path)
    else ledger.admitFile(path)
  }
  refuseUnreadable(flags, method, version, path)
}

/**
 * In the code pages of East Asia, a letter of two bytes may end with the one that is a backslash elsewhere: such a name
 * has no folders, and nobody put a backslash in it. Other backslashes are refused by `checkPath`.
 */
function refuseForeignName(rawName: Buffer, path: string): void {
  const isUtf8 = Buffer.from(rawName.toString('utf8')).equals(rawName)
  if (isUtf8 || !/[\x81-\xfe]\\/.test(rawName.toString('latin1'))) return
  throw new RejectedUpload(
    'name',
    `The archive has a file name that is not in UTF-8 (it reads ${quotePath(path)} here); rename the file with plain letters, or pack it again with a tool that writes names in UTF-8.`,
    path,
  )
}

const S_IFMT = 0o170000
const S_IFREG = 0o100000
const S_IFDIR = 0o040000
/** What DOS calls a folder or a volume label, in the lower half. 7-Zip believes it, others the slash in the name. */
const DOS_SPECIAL = 0x18

/**
 * The upper half of the external attributes is a Unix mode, whoever claims to have made the archive; 0 says nothing.
 */
function refuseType(attributes: number, path: string, isFolder: boolean): void {
  const type = (attributes >>> 16) & S_IFMT
  const isPlain = type === 0 || type === (isFolder ? S_IFDIR : S_IFREG)
  if (!isPlain || (!isFolder && attributes & DOS_SPECIAL)) throw specialEntry(path)
}

export const ZIP64_FIELD = 0x0001
const UNICODE_NAME_FIELD = 0x7075
const TIMES_FIELD = 0x5455

/**
 * The extra fields that programs write and that leave the tree as it is: zip64, times of NTFS and Unix, owners of Unix,
 * rights of Windows, a comment in Unicode, the marks of Java, Android and Office. Others hold passwords, link targets,
 * modes or names.
 */
const KNOWN_FIELDS = new Set([
  ZIP64_FIELD,
  UNICODE_NAME_FIELD,
  TIMES_FIELD,
  0x000a,
  0x4453,
  0x5855,
  0x6375,
  0x7855,
  0x7875,
  0xa220,
  0xcafe,
  0xd935,
])

export type ExtraFields = ReadonlyMap<number, Buffer>

/** Extra fields by id. Throws `RejectedUpload` for one that comes twice, is unknown, or is longer than its room. */
export function parseExtraFields(raw: Buffer, path: string): ExtraFields {
  const fields = new Map<number, Buffer>()
  let at = 0
  while (at + 4 <= raw.length) {
    const id = raw.readUInt16LE(at)
    const end = at + 4 + raw.readUInt16LE(at + 2)
    // bsdtar leaves out the file and all that follow where the field of times is empty.
    const isUnsound = end > raw.length || (id === TIMES_FIELD && end === at + 4)
    if (isUnsound) throw damagedArchive(`has an invalid extra field at ${quotePath(path)}`, path)
    if (fields.has(id)) throw ambiguousArchive(`has the same extra field twice at ${quotePath(path)}`, path)
    if (!KNOWN_FIELDS.has(id))
      throw damagedArchive(
        `has an extra field (0x${id.toString(16)}) that is not supported at ${quotePath(path)}`,
        path,
      )
    fields.set(id, raw.subarray(at + 4, end))
    at = end
  }
  if (raw.subarray(at).some((byte) => byte !== 0))
    throw damagedArchive(`has an invalid extra field at ${quotePath(path)}`, path)
  return fields
}

const UTF8_FLAG = 0x800

/**
 * UTF-8 where the flag or the bytes say so (macOS leaves out the flag), else code page 437; or the Unicode name that
 * older programs give beside one in another code page. Throws `RejectedUpload` where the two are not one name.
 */
export function decodeName(raw: Buffer, flags: number, extra: ExtraFields): string {
  const asUtf8 = raw.toString('utf8')
  const isUtf8 = (flags & UTF8_FLAG) !== 0 || Buffer.from(asUtf8).equals(raw)
  const name = isUtf8 ? asUtf8 : decodeCodePage437(raw)
  const field = extra.get(UNICODE_NAME_FIELD)
  if (!field) return name
  const unicode = field.toString('utf8', 5)
  const isSound = field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(raw)
  if (!isSound || (isUtf8 ? unicode !== name : !hasSameShape(raw.toString('latin1'), unicode))) {
    throw ambiguousArchive(`has a second name for ${quotePath(name)}`, name)
  }
  return unicode
}

/** Whether both have the same folders, extensions and plain parts, so that only letters beyond ASCII differ. */
function hasSameShape(raw: string, unicode: string): boolean {
  const shapeOf = (name: string) =>
    JSON.stringify(name.split(/[\\/]/).map((part) => (isAscii(part) ? part : ['?', /\.[\x20-\x7e]*$/.exec(part)?.[0]])))
  return shapeOf(raw) === shapeOf(unicode)
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

const HIGH_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

const decodeCodePage437 = (raw: Buffer) =>
  raw.toString('latin1').replace(/[\x80-\xff]/g, (character) => HIGH_437.charAt(character.charCodeAt(0) - 0x80))
