import { Readable } from 'node:stream'
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import { connect } from './archive-reading.js'
import { ambiguousArchive, damagedArchive, refuseDamage } from './damaged-archive.js'
import type { ZipBytes } from './zip-bytes.js'
import { hasDescriptor, type ZipMember } from './zip-members.js'

type Take = (chunk: Buffer) => void

/**
 * Unpacks one file, whose data begin at `start`, into `sink`, chunk by chunk, and holds it to what the archive
 * declares: length, checksum, and no bytes behind the compressed data. Throws `RejectedUpload`.
 */
export async function readZipContent(zip: ZipBytes, start: number, member: ZipMember, sink: Take): Promise<void> {
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
