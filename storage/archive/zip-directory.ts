/**
 * Finds the central directory of a zip and holds its end record to the strictest reading: exactly one end record, at
 * the very end; directory and end record touch; zip64 values agree with the plain ones. So two programs cannot see
 * two different archives in the same bytes.
 *
 *   local headers and data | central directory | [zip64 record | zip64 locator] | end record, comment
 */
import type { FileHandle } from 'node:fs/promises'
import { damagedArchive } from './damaged-archive.js'

const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
const LOCATOR_BYTES = 20
const RECORD64_BYTES = 56

/** Where the central directory lies, and how many entries it declares. */
export interface ZipDirectory {
  entryCount: number
  startOffset: number
  endOffset: number
}

/** Throws `RejectedUpload('structure')` where anything is ambiguous. */
export async function findZipDirectory(handle: FileHandle, fileBytes: number): Promise<ZipDirectory> {
  const tailStart = Math.max(0, fileBytes - END_BYTES - MAX_COMMENT_BYTES)
  const tail = await readAt(handle, tailStart, fileBytes - tailStart)
  const endOffset = tailStart + findEndRecord(tail)
  const plain = parseEndRecord(tail.subarray(endOffset - tailStart))
  const located = endOffset < LOCATOR_BYTES ? undefined : await readAt(handle, endOffset - LOCATOR_BYTES, LOCATOR_BYTES)
  const hasZip64 = located?.readUInt32LE(0) === 0x07064b50
  const directory = hasZip64 ? await readZip64(handle, located, endOffset - LOCATOR_BYTES, plain) : { ...plain, endOffset }
  if (directory.startOffset + directory.bytes !== directory.endOffset) {
    throw damagedArchive('has bytes before, inside or after it that belong to no file')
  }
  return directory
}

/** The one place in the tail that can be an end record: its comment reaches exactly to the end of the file. */
function findEndRecord(tail: Buffer): number {
  const found: number[] = []
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === 0x06054b50 && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) found.push(at)
  }
  if (found.length > 1) throw damagedArchive('has two ends, one inside the comment of the other')
  const [at] = found
  if (at === undefined) throw damagedArchive('is a zip without an end: it is cut short or has bytes after it')
  return at
}

interface EndRecord {
  entryCount: number
  bytes: number
  startOffset: number
}

function parseEndRecord(record: Buffer): EndRecord {
  const entryCount = record.readUInt16LE(10)
  const isSplit = record.readUInt16LE(8) !== entryCount || isDisk(record.readUInt16LE(4)) || isDisk(record.readUInt16LE(6))
  if (isSplit) throw damagedArchive('is one part of several')
  return { entryCount, bytes: record.readUInt32LE(12), startOffset: record.readUInt32LE(16) }
}

/** 0xffff stands for "see the zip64 record", which has its own check. */
const isDisk = (number: number) => number !== 0 && number !== 0xffff

async function readZip64(handle: FileHandle, locator: Buffer, locatorOffset: number, plain: EndRecord) {
  const recordOffset = toNumber(locator.readBigUInt64LE(8))
  if (recordOffset + RECORD64_BYTES > locatorOffset) throw lyingZip64()
  const record = await readAt(handle, recordOffset, RECORD64_BYTES)
  const bytes = toNumber(record.readBigUInt64LE(4))
  if (record.readUInt32LE(0) !== 0x06064b50 || recordOffset + 12 + bytes !== locatorOffset) throw lyingZip64()
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) throw damagedArchive('is one part of several')
  const wide = {
    entryCount: toNumber(record.readBigUInt64LE(32)),
    bytes: toNumber(record.readBigUInt64LE(40)),
    startOffset: toNumber(record.readBigUInt64LE(48)),
  }
  const agrees =
    isSame(plain.entryCount, wide.entryCount, 0xffff) &&
    isSame(plain.bytes, wide.bytes, 0xffffffff) &&
    isSame(plain.startOffset, wide.startOffset, 0xffffffff)
  if (!agrees) throw lyingZip64()
  return { ...wide, endOffset: recordOffset }
}

const isSame = (plain: number, wide: number, seeWide: number) => plain === seeWide || plain === wide

const lyingZip64 = () => damagedArchive('gives two different accounts of itself (zip64)')

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw lyingZip64()
  return Number(value)
}

async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, offset)
  if (bytesRead < bytes) throw damagedArchive('is cut short')
  return buffer
}
