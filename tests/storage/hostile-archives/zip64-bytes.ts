import type { DirectoryPlace } from './zip-bytes.js'

/** What the zip64 record tells in place of the truth. */
export interface Zip64Spec {
  entries?: bigint
  offset?: bigint
  /** What the locator says where the record is. */
  recordOffset?: bigint
}

/** The zip64 record and its locator, as they stand between the central directory and the end record. */
export function writeZip64(place: DirectoryPlace, lies: Zip64Spec): Buffer {
  const entries = lies.entries ?? BigInt(place.entries)
  const record = Buffer.alloc(56)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(entries, 24)
  record.writeBigUInt64LE(entries, 32)
  record.writeBigUInt64LE(BigInt(place.bytes), 40)
  record.writeBigUInt64LE(lies.offset ?? BigInt(place.offset), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(lies.recordOffset ?? BigInt(place.offset + place.bytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator])
}
