import type { FileHandle } from 'node:fs/promises'
import { damagedArchive } from '../rejected-upload.js'

/**
 * Finds the central directory of a zip and holds its end record to the strictest reading: exactly one end record, at
 * the very end; directory and end record touch; zip64 values agree with the plain ones. So two programs cannot see
 * two different archives in the same bytes.
 *
 *   local headers and data | central directory | [zip64 record | zip64 locator] | end record, comment
 */

const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
const LOCATOR_BYTES = 20
const RECORD64_BYTES = 56
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1')

/** Where the central directory lies, and how many entries it declares. */
export interface ZipDirectory {
  entryCount: number
  startOffset: number
  endOffset: number
}

/** Throws `RejectedUpload('structure')` where anything is ambiguous. */
export async function findZipDirectory(zip: ZipBytes): Promise<ZipDirectory> {
  const tailStart = Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES)
  const tail = await zip.read(tailStart, zip.length - tailStart)
  const endOffset = tailStart + findEndRecord(tail)
  const plain = parseEndRecord(tail.subarray(endOffset - tailStart))
  const located = endOffset < LOCATOR_BYTES ? undefined : await zip.read(endOffset - LOCATOR_BYTES, LOCATOR_BYTES)
  const hasZip64 = located?.readUInt32LE(0) === 0x07064b50
  const directory = hasZip64 ? await readZip64(zip, located, endOffset - LOCATOR_BYTES, plain) : { ...plain, endOffset }
  if (directory.startOffset + directory.bytes !== directory.endOffset) {
    throw damagedArchive('has bytes before, inside or after it that belong to no file')
  }
  return directory
}

/**
 * The one place in the tail that can be an end record: its comment reaches exactly to the end of the file, and holds
 * no second signature, which some programs would take for the end whatever follows.
 */
function findEndRecord(tail: Buffer): number {
  const found: number[] = []
  for (
    let at = tail.lastIndexOf(END_SIGNATURE);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(END_SIGNATURE, at - 1)
  ) {
    if (at + END_BYTES <= tail.length && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) found.push(at)
  }
  if (found.length > 1) throw damagedArchive('has two ends, one inside the comment of the other')
  const [at] = found
  if (at === undefined) throw damagedArchive('is a zip without an end: it is incomplete or has bytes after it')
  if (tail.lastIndexOf(END_SIGNATURE) !== at) throw damagedArchive('has a second end inside its comment')
  return at
}

interface EndRecord {
  entryCount: number
  bytes: number
  startOffset: number
}

function parseEndRecord(record: Buffer): EndRecord {
  const entryCount = record.readUInt16LE(10)
  const isSplit = record.readUInt16LE(8) !== entryCount || record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0
  if (isSplit) throw damagedArchive('is one part of a multi-part zip')
  return { entryCount, bytes: record.readUInt32LE(12), startOffset: record.readUInt32LE(16) }
}

async function readZip64(zip: ZipBytes, locator: Buffer, locatorOffset: number, plain: EndRecord) {
  const recordOffset = toNumber(locator.readBigUInt64LE(8))
  if (recordOffset + RECORD64_BYTES !== locatorOffset) throw lyingZip64()
  const record = await zip.read(recordOffset, RECORD64_BYTES)
  if (record.readUInt32LE(0) !== 0x06064b50 || record.readBigUInt64LE(4) !== BigInt(RECORD64_BYTES - 12))
    throw lyingZip64()
  const isSplit =
    locator.readUInt32LE(4) !== 0 ||
    locator.readUInt32LE(16) > 1 ||
    record.readUInt32LE(16) !== 0 ||
    record.readUInt32LE(20) !== 0
  if (isSplit) throw damagedArchive('is one part of a multi-part zip')
  const wide = {
    entryCount: toNumber(record.readBigUInt64LE(32)),
    bytes: toNumber(record.readBigUInt64LE(40)),
    startOffset: toNumber(record.readBigUInt64LE(48)),
  }
  const agrees =
    toNumber(record.readBigUInt64LE(24)) === wide.entryCount &&
    isSame(plain.entryCount, wide.entryCount, 0xffff) &&
    isSame(plain.bytes, wide.bytes, 0xffffffff) &&
    isSame(plain.startOffset, wide.startOffset, 0xffffffff)
  if (!agrees) throw lyingZip64()
  return { ...wide, endOffset: recordOffset }
}

const isSame = (plain: number, wide: number, seeWide: number) => plain === seeWide || plain === wide

const lyingZip64 = () => damagedArchive('describes itself in two different ways (zip64)')

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw lyingZip64()
  return Number(value)
}

/** A small archive is read whole: hundreds of small reads from the file take longer than all the rest. */
const SMALL_BYTES = 2 * 1024 * 1024

/** The bytes of a zip, from any place in it. Throws `RejectedUpload` for a place outside. */
export class ZipBytes {
  readonly length: number
  readonly #handle: FileHandle
  #whole: Buffer | undefined

  constructor(handle: FileHandle, length: number) {
    this.#handle = handle
    this.length = length
  }

  async read(offset: number, bytes: number): Promise<Buffer> {
    if (offset < 0 || offset + bytes > this.length) throw damagedArchive('is incomplete')
    if (this.length > SMALL_BYTES) return await this.#load(offset, bytes)
    this.#whole ??= await this.#load(0, this.length)
    return this.#whole.subarray(offset, offset + bytes)
  }

  /** Throws a plain error where the file is shorter than it was: it is ours, and nobody else writes to it. */
  async #load(offset: number, bytes: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(bytes), 0, bytes, offset)
    if (bytesRead < bytes) throw new Error('An upload became shorter while it was read')
    return buffer
  }
}
