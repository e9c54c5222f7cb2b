/** What stands around the data of each file: programs differ in whether they believe this or the directory. */
import { quotePath } from '../rejected-upload.js'
import { ambiguousArchive, damagedArchive } from './damaged-archive.js'
import type { ZipBytes } from './zip-bytes.js'
import { hasDescriptor, refuseUnreadable, type ZipMember } from './zip-members.js'
import { decodeName, parseExtraFields, ZIP64_FIELD } from './zip-names.js'

const HEADER_BYTES = 30

/** Where the data of a file lies, after its local header was found to say what the directory says. */
export async function findZipData(zip: ZipBytes, member: ZipMember): Promise<number> {
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
export async function refuseGap(
  zip: ZipBytes,
  end: number,
  next: number,
  member: ZipMember | undefined,
): Promise<void> {
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
