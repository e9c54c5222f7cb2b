import { Readable } from 'node:stream'
import { crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib'
import { arrivalLimits } from '../../contracts/limits.js'
import { ambiguousArchive, damagedArchive, quotePath, refuseDamage, RejectedUpload } from '../rejected-upload.js'
import { Turns } from '../turns.js'
import { type ArchiveReading, connect, tooMany, UploadLedger } from './upload-ledger.js'
import { findZipDirectory, ZipBytes } from './zip-directory.js'
import {
  decodeName,
  hasDescriptor,
  listZipMembers,
  parseExtraFields,
  refuseUnreadable,
  ZIP64_FIELD,
  type ZipMember,
} from './zip-members.js'

/** Reads a zip: first its directory, all of it, then each file in the order of the data. Throws `RejectedUpload`. */
export async function readZip(reading: ArchiveReading): Promise<void> {
  const { handle, fileBytes, limits } = reading
  const zip = new ZipBytes(handle, fileBytes)
  const directory = await findZipDirectory(zip)
  if (directory.entryCount > UploadLedger.maxEntries(limits) + arrivalLimits.entries) throw tooMany(limits)
  const turns = new Turns()
  let end = 0
  let last: ZipMember | undefined
  for (const member of await listZipMembers(zip, directory, reading)) {
    await turns.pause()
    await refuseGap(zip, end, member.offset, last)
    const start = await findZipData(zip, member)
    end = start + member.compressedBytes
    await readZipContent(zip, start, member, openMember(member, reading))
    last = member
  }
  await refuseGap(zip, end, directory.startOffset, last)
}

function openMember(member: ZipMember, { ledger, openSink }: ArchiveReading): (chunk: Buffer) => void {
  if (member.isLeftOut) return (chunk) => ledger.countLeftOutBytes(chunk.length)
  const sink = member.isFolder ? refuseContentOf(member.path) : openSink(member.path)
  return (chunk) => {
    ledger.countBytes(chunk.length)
    sink(chunk)
  }
}

const refuseContentOf = (path: string) => () => {
  throw damagedArchive('has a folder with content', path)
}

const HEADER_BYTES = 30

/** Where the data of a file lies, after its local header was found to say what the directory says. */
async function findZipData(zip: ZipBytes, member: ZipMember): Promise<number> {
  const { path } = member
  const header = await zip.read(member.offset, HEADER_BYTES)
  if (header.readUInt32LE(0) !== 0x04034b50)
    throw damagedArchive(`has no header before the data of ${quotePath(path)}`, path)
  const nameBytes = header.readUInt16LE(26)
  const rest = await zip.read(member.offset + HEADER_BYTES, nameBytes + header.readUInt16LE(28))
  const extra = parseExtraFields(rest.subarray(nameBytes), path)
  refuseUnreadable(header.readUInt16LE(6), header.readUInt16LE(8), header.readUInt16LE(4), path)
  const rawName = rest.subarray(0, nameBytes)
  const agrees =
    rawName.equals(member.rawName) &&
    header.readUInt16LE(6) === member.flags &&
    header.readUInt16LE(8) === member.method &&
    decodeName(rawName, member.flags, extra) === (member.isFolder ? `${path}/` : path) &&
    hasSameSizes(header, extra.get(ZIP64_FIELD), member)
  if (!agrees) throw ambiguousArchive(`has two different descriptions of ${quotePath(path)}`, path)
  return member.offset + HEADER_BYTES + rest.length
}

/** What is not known until the data are written stands behind them, in the descriptor, and is 0 here. */
function hasSameSizes(header: Buffer, zip64: Buffer | undefined, member: ZipMember): boolean {
  if (zip64 && zip64.length !== 16) return false
  const isSame = (local: bigint, central: number) =>
    local === BigInt(central) || (hasDescriptor(member) && local === 0n)
  const isSize = (at: number, wideAt: number, central: number) => {
    const wide = zip64?.readBigUInt64LE(wideAt)
    if (wide !== undefined && !isSame(wide, central)) return false
    const plain = header.readUInt32LE(at)
    return wide !== undefined && plain === 0xffffffff ? true : isSame(BigInt(plain), central)
  }
  return (
    isSame(BigInt(header.readUInt32LE(14)), member.crc32) &&
    isSize(22, 0, member.bytes) &&
    isSize(18, 8, member.compressedBytes)
  )
}

/** Holds what stands between the end of a file's data and `next` to be its descriptor, or nothing. */
async function refuseGap(zip: ZipBytes, end: number, next: number, member: ZipMember | undefined): Promise<void> {
  if (next < end) throw ambiguousArchive('has files that overlap')
  const isSound =
    member && hasDescriptor(member) ? isDescriptor(await zip.read(end, Math.min(next - end, 32)), member) : next === end
  if (!isSound) throw damagedArchive('contains bytes that belong to no file')
}

/** A signature (Info-ZIP loses files without it), checksum and both sizes, of 4 or of 8 bytes. */
function isDescriptor(found: Buffer, { crc32, compressedBytes, bytes }: ZipMember): boolean {
  if (found.length < 16 || found.readUInt32LE(0) !== 0x08074b50) return false
  const body = found.subarray(4)
  if (body.length === 12)
    return body.readUInt32LE(0) === crc32 && body.readUInt32LE(4) === compressedBytes && body.readUInt32LE(8) === bytes
  if (body.length !== 20) return false
  return (
    body.readUInt32LE(0) === crc32 &&
    body.readBigUInt64LE(4) === BigInt(compressedBytes) &&
    body.readBigUInt64LE(12) === BigInt(bytes)
  )
}

type Take = (chunk: Buffer) => void

/**
 * Unpacks one file, whose data begin at `start`, into `sink`, chunk by chunk, and holds it to what the archive
 * declares: length, checksum, and no bytes behind the compressed data. Throws `RejectedUpload`.
 */
async function readZipContent(zip: ZipBytes, start: number, member: ZipMember, sink: Take): Promise<void> {
  const seen = { bytes: 0, crc32: 0 }
  const take = (chunk: Buffer) => {
    seen.bytes += chunk.length
    if (seen.bytes > member.bytes) throw wrongSize(member)
    seen.crc32 = crc32(chunk, seen.crc32)
    sink(chunk)
  }
  // Not even of an empty file is the compressed form empty: unzip and 7-Zip fail there. A folder has none.
  const hasData = member.compressedBytes > 0 || (member.method !== 0 && !member.isFolder)
  if (hasData) await refuseDamage(() => unpack(zip, start, member, take))
  if (seen.bytes !== member.bytes) throw wrongSize(member)
  if (seen.crc32 !== member.crc32)
    throw damagedArchive(`contains ${quotePath(member.path)} with a wrong checksum`, member.path)
}

/** Up to this size a file is unpacked in one go: a stream for each costs ten times the work itself. */
const SMALL_BYTES = 64 * 1024

async function unpack(zip: ZipBytes, start: number, member: ZipMember, take: Take): Promise<void> {
  const { compressedBytes, path } = member
  if (member.method === 0) {
    if (hasDescriptor(member) && endsEarly(await zip.read(start, compressedBytes)))
      throw ambiguousArchive(`has a second end in ${quotePath(path)}`, path)
    for await (const chunk of readChunks(zip, start, compressedBytes)) take(chunk)
    return
  }
  const isSmall = Math.max(compressedBytes, member.bytes) <= SMALL_BYTES
  const usedBytes = isSmall
    ? inflateAtOnce(await zip.read(start, compressedBytes), member, take)
    : await inflateStream(Readable.from(readChunks(zip, start, compressedBytes)), take)
  if (usedBytes !== compressedBytes) throw damagedArchive(`hides bytes after ${quotePath(path)}`, path)
}

const DESCRIPTOR_SIGNATURE = Buffer.from('PK\x07\x08', 'latin1')

/**
 * Whether stored data have a descriptor in them that fits all before it. Who reads a zip from a pipe, as bsdtar
 * can, takes the first such for the end of the file, and the rest for further files.
 */
function endsEarly(data: Buffer): boolean {
  let sum = 0
  let from = 0
  for (
    let at = data.indexOf(DESCRIPTOR_SIGNATURE);
    at >= 0 && at + 8 <= data.length;
    at = data.indexOf(DESCRIPTOR_SIGNATURE, at + 4)
  ) {
    sum = crc32(data.subarray(from, at), sum)
    from = at
    if (data.readUInt32LE(at + 4) === sum) return true
  }
  return false
}

async function* readChunks(zip: ZipBytes, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; at += SMALL_BYTES) yield await zip.read(start + at, Math.min(SMALL_BYTES, bytes - at))
}

/** Both ways of inflating return how many of the stored bytes were compressed data. */
async function inflateStream(stored: Readable, take: Take): Promise<number> {
  const inflate = createInflateRaw()
  try {
    for await (const chunk of connect(stored, inflate)) take(chunk as Buffer)
    return inflate.bytesWritten
  } finally {
    stored.destroy()
  }
}

function inflateAtOnce(stored: Buffer, member: ZipMember, take: Take): number {
  try {
    const options = { maxOutputLength: Math.max(1, member.bytes), info: true }
    const inflated = inflateRawSync(stored, options) as unknown as { buffer: Buffer; engine: InflateRaw }
    if (inflated.buffer.length > 0) take(inflated.buffer)
    return inflated.engine.bytesWritten
  } catch (error) {
    const isTooLong = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLong ? wrongSize(member) : error
  }
}

const wrongSize = ({ path, bytes }: ZipMember) =>
  new RejectedUpload(
    'size',
    `${quotePath(path)} does not have the ${bytes} bytes that the archive declares; create the archive again with a standard zip tool.`,
    path,
  )
