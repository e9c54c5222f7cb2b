import { crc32, deflateRawSync } from 'node:zlib'
import { writeZip64, type Zip64Spec } from './zip64-bytes.js'

/** One file of a zip, with every lie that a header can tell. Absent fields are honest. */
export interface ZipFileSpec {
  name: string | Buffer
  content?: Buffer | string
  /** Unix mode with type bits, put into the upper half of the external attributes. */
  mode?: number
  method?: number
  flags?: number
  localName?: string
  declaredBytes?: number
  declaredCrc32?: number
  /** Data compressed beforehand, in place of the content. */
  compressed?: Buffer
  /** Bytes put behind the compressed data, inside its declared length. */
  hidden?: Buffer
  /** Points the directory at the data of an earlier file, in place of writing its own. */
  sameDataAs?: number
  declaredOffset?: number
  extra?: Buffer
  /** Extra fields of the local header. */
  localExtra?: Buffer
  /** Bytes behind the data, where a descriptor may stand. */
  descriptor?: Buffer
  editLocal?: (header: Buffer) => void
  editCentral?: (header: Buffer) => void
}

/** What may be wrong around the files. */
export interface ZipFrame {
  comment?: Buffer
  declaredEntries?: number
  prefix?: Buffer
  /** Counts offsets from the start of the file, prefix included, as a self-extracting archive does. */
  isPrefixCounted?: boolean
  gap?: Buffer
  zip64?: Zip64Spec
}

/** Writes a zip byte by byte, honest or not. */
export function makeZip(files: readonly ZipFileSpec[], frame: ZipFrame = {}): Buffer {
  const prefix = frame.prefix ?? Buffer.alloc(0)
  const base = frame.isPrefixCounted ? prefix.length : 0
  const bodies: Buffer[] = []
  const central: Buffer[] = []
  const offsets: number[] = []
  let offset = base
  for (const file of files) {
    const { header, data } = writeLocal(file)
    if (file.sameDataAs === undefined) {
      offsets.push(offset)
      const descriptor = file.descriptor ?? Buffer.alloc(0)
      bodies.push(header, data, descriptor)
      offset += header.length + data.length + descriptor.length
    } else {
      offsets.push(offsets[file.sameDataAs] ?? 0)
    }
    central.push(writeCentral(file, data.length, offsets.at(-1) ?? 0))
  }
  const gap = frame.gap ?? Buffer.alloc(0)
  const directory = Buffer.concat(central)
  const place = { entries: frame.declaredEntries ?? files.length, bytes: directory.length, offset: offset + gap.length }
  const zip64 = frame.zip64 ? writeZip64(place, frame.zip64) : Buffer.alloc(0)
  return Buffer.concat([
    prefix,
    ...bodies,
    gap,
    directory,
    zip64,
    writeEnd(place, frame.comment, frame.zip64 !== undefined),
  ])
}

/** The fields that the local and the central header share, from flags to uncompressed size. */
function writeShared(file: ZipFileSpec, compressedBytes: number): Buffer {
  const content = Buffer.from(file.content ?? '')
  const shared = Buffer.alloc(20)
  shared.writeUInt16LE(file.flags ?? 0x800, 0)
  shared.writeUInt16LE(file.method ?? 8, 2)
  shared.writeUInt32LE(file.declaredCrc32 ?? crc32(content), 8)
  shared.writeUInt32LE(compressedBytes, 12)
  shared.writeUInt32LE(file.declaredBytes ?? content.length, 16)
  return shared
}

function writeLocal(file: ZipFileSpec): { header: Buffer; data: Buffer } {
  const content = Buffer.from(file.content ?? '')
  const packed = file.compressed ?? (file.method === 0 ? content : deflateRawSync(content))
  const data = Buffer.concat([packed, file.hidden ?? Buffer.alloc(0)])
  const name = Buffer.from(file.localName ?? file.name)
  const extra = file.localExtra ?? Buffer.alloc(0)
  const lengths = Buffer.alloc(4)
  lengths.writeUInt16LE(name.length, 0)
  lengths.writeUInt16LE(extra.length, 2)
  const header = Buffer.concat([
    Buffer.from('PK\x03\x04\x14\x00', 'latin1'),
    writeShared(file, data.length),
    lengths,
    name,
    extra,
  ])
  file.editLocal?.(header)
  return { header, data }
}

function writeCentral(file: ZipFileSpec, compressedBytes: number, offset: number): Buffer {
  const name = Buffer.from(file.name)
  const extra = file.extra ?? Buffer.alloc(0)
  const rest = Buffer.alloc(18)
  rest.writeUInt16LE(name.length, 0)
  rest.writeUInt16LE(extra.length, 2)
  rest.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 10)
  rest.writeUInt32LE(file.declaredOffset ?? offset, 14)
  const version = Buffer.from('PK\x01\x02\x14\x03\x14\x00', 'latin1')
  const header = Buffer.concat([version, writeShared(file, compressedBytes), rest, name, extra])
  file.editCentral?.(header)
  return header
}

/** Where the central directory is, as an end record tells it. */
export interface DirectoryPlace {
  entries: number
  bytes: number
  offset: number
}

/** The end record. A count too large for it says "see zip64", or is cut, as liars do. */
export function writeEnd(
  { entries, bytes, offset }: DirectoryPlace,
  comment: Buffer = Buffer.alloc(0),
  hasZip64 = false,
): Buffer {
  const count = hasZip64 ? Math.min(entries, 0xffff) : entries & 0xffff
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([end, comment])
}

/** One extra field. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(id, 0)
  head.writeUInt16LE(data.length, 2)
  return Buffer.concat([head, data])
}

/** The field by which Info-ZIP gives a name in Unicode beside one in another encoding. */
export function unicodeName(name: string | Buffer, unicode: string, checksum = crc32(name)): Buffer {
  const head = Buffer.alloc(5, 1)
  head.writeUInt32LE(checksum, 1)
  return extraField(0x7075, Buffer.concat([head, Buffer.from(unicode)]))
}
