import { ambiguousArchive, damagedArchive, quotePath, RejectedUpload, specialEntry } from '../rejected-upload.js'

/**
 * One header block of a tar, by the strictest reading of ustar and GNU's dialect: every field either means the same to
 * GNU tar, bsdtar, Python and 7-Zip, or the archive is refused.
 */

/**
 * `special` is a link, a device or a fifo. `name`, `link` and `global` are headers about others: a GNU long name, a GNU
 * long target of a link; PAX records for the next entry, or for all.
 */
const types = {
  '\0': 'file',
  '0': 'file',
  '5': 'folder',
  '1': 'special',
  '2': 'special',
  '3': 'special',
  '4': 'special',
  '6': 'special',
  x: 'records',
  g: 'global',
  L: 'name',
  K: 'link',
} as const

export interface TarHeader {
  type: (typeof types)[keyof typeof types]
  /** As it stands there, with its prefix. */
  name: string
  bytes: number
}

const isTyped = (flag: string): flag is keyof typeof types => Object.hasOwn(types, flag)

/** Throws `RejectedUpload`. */
export function parseTarHeader(block: Buffer): TarHeader {
  refuseChecksum(block)
  const isGnu = isGnuDialect(block)
  const flag = block.toString('latin1', 156, 157)
  const own = readText(block, 0, 100)
  if (!isTyped(flag)) throw specialEntry(own.toString())
  const prefix = isGnu ? Buffer.alloc(0) : readText(block, 345, 155)
  const name = prefix.length > 0 ? `${prefix.toString()}/${own.toString()}` : own.toString()
  const type = types[flag]
  if (type !== 'special' && !isZero(block, 157, 257)) throw ambiguousArchive('has a link target without a link', name)
  // GNU tar keeps times here, which Python takes for a part of the name; star keeps its mark at the very end.
  if (!isZero(block, isGnu ? 345 : 500, 512)) throw ambiguousArchive('has a header in a rare tar format', name)
  for (const [start, bytes, mayBeBinary] of otherNumbers)
    refuseNoNumber(block.subarray(start, start + bytes), mayBeBinary, name)
  if ((type === 'records' || type === 'global') && isGnu) throw ambiguousArchive('mixes two tar formats', name)
  return { type, name, bytes: parseOctal(block.subarray(124, 136), name) }
}

/** Mode, owner, group, time and device numbers: of no use here, but Python stops reading at one that is no number. */
const otherNumbers = [
  [100, 8, false],
  [108, 8, true],
  [116, 8, true],
  [136, 12, true],
  [329, 8, false],
  [337, 8, false],
] as const

function refuseNoNumber(field: Buffer, mayBeBinary: boolean, name: string): void {
  const isBinary = mayBeBinary && (field[0] === 0x80 || field[0] === 0xff)
  if (!isBinary && !/^ *[0-7]*[ \0]*$/.test(field.toString('latin1')))
    throw damagedArchive('has an invalid tar header', name)
}

/** Sizes in binary are for files beyond 8 GB. */
function parseOctal(field: Buffer, name?: string): number {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(field.toString('latin1'))?.[1]
  if (digits === undefined) throw damagedArchive('has an invalid tar header', name)
  return Number.parseInt(digits, 8)
}

function refuseChecksum(block: Buffer): void {
  let sum = 8 * 0x20
  for (let at = 0; at < block.length; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0
  if (parseOctal(block.subarray(148, 156)) !== sum) throw damagedArchive('has a tar header with a wrong checksum')
}

function isGnuDialect(block: Buffer): boolean {
  const magic = block.toString('latin1', 257, 265)
  if (magic === 'ustar  \0') return true
  if (magic === 'ustar\x0000' || magic === 'ustar\0\0\0') return false
  throw damagedArchive('has a tar header in an unknown format')
}

/** Text up to the first NUL, with nothing hidden behind that. */
function readText(block: Buffer, start: number, bytes: number): Buffer {
  const field = block.subarray(start, start + bytes)
  const end = field.indexOf(0)
  if (end >= 0 && !isZero(field, end, bytes)) throw ambiguousArchive('hides something after a name')
  return end < 0 ? field : field.subarray(0, end)
}

const isZero = (bytes: Buffer, start: number, end: number) => bytes.subarray(start, end).every((byte) => byte === 0)

/**
 * What PAX records (`length key=value\n`, one after the other) say that matters here. They override what the header of
 * the next entry says.
 */
export interface PaxRecords {
  path?: string | undefined
  size?: string | undefined
  /** Whether they name the target of a link. */
  hasTarget?: boolean
  /** Whether a value beside the path has a NUL in it: 7-Zip takes no word of such records, the path included. */
  hasNul?: boolean
}

/** Keys that no program finds a name, a type or a size in. Any other key could change what some program sees. */
const HARMLESS =
  /^([acm]time|[ug]id|[ug]name|comment|LIBARCHIVE\.(creationtime|xattr\..+)|SCHILY\.(dev|ino|nlink|fflags|acl\..+|xattr\..+)|RHT\.security\.selinux)$/

/** Values at which Python or GNU tar would give up, and leave out all that follows. */
const SOUND: readonly (readonly [RegExp, RegExp])[] = [
  [/time$/, /^-?[0-9]{1,15}(\.[0-9]*)?$/],
  [/^[ug]id$/, /^[0-9]{1,10}$/],
  [/^SCHILY\.(dev|ino|nlink)$/, /^-?[0-9]{1,20}$/],
  [/^(comment|[ug]name|SCHILY\.(fflags|acl\..+))$/, /^[^\0]*$/],
]

const UTF8 = 'ISO-IR 10646 2000 UTF-8'

/** Reads the records of one entry, or (`isGlobal`) those of all that follow, which may say nothing that matters. */
export function readPaxRecords(content: Buffer, isGlobal: boolean): PaxRecords {
  const records = new Map<string, string>()
  for (let at = 0; at < content.length;) {
    const { key, value, end } = readRecord(content, at)
    if (records.has(key)) throw ambiguousArchive(`has the PAX record ${quotePath(key)} twice`)
    records.set(key, value)
    at = end
  }
  for (const [key, value] of records) refuseKey(key, value, isGlobal)
  const hasNul = [...records].some(([key, value]) => key !== 'path' && value.includes('\0'))
  return { path: records.get('path'), size: records.get('size'), hasTarget: records.has('linkpath'), hasNul }
}

function refuseKey(key: string, value: string, isGlobal: boolean): void {
  if (key.startsWith('GNU.sparse'))
    throw new RejectedUpload('type', 'The archive has a sparse file; pack plain files only, without --sparse.')
  const isTaken =
    HARMLESS.test(key) ||
    (key === 'hdrcharset' && value === UTF8) ||
    (!isGlobal && (key === 'path' || key === 'size' || key === 'linkpath'))
  if (SOUND.some(([ofKey, sound]) => ofKey.test(key) && !sound.test(value))) throw unsoundRecord()
  if (isTaken) return
  throw ambiguousArchive(
    `has a ${isGlobal ? 'global ' : ''}PAX record ${quotePath(key)}, which programs read differently`,
  )
}

function readRecord(content: Buffer, start: number): { key: string; value: string; end: number } {
  const length = /^([1-9][0-9]{0,6}) /.exec(content.toString('latin1', start, start + 8))?.[1]
  const end = start + Number(length)
  if (length === undefined || end > content.length || content[end - 1] !== 0x0a) throw unsoundRecord()
  const record = content.toString('utf8', start + length.length + 1, end - 1)
  const equals = record.indexOf('=')
  if (equals < 1) throw unsoundRecord()
  return { key: record.slice(0, equals), value: record.slice(equals + 1), end }
}

const unsoundRecord = () => damagedArchive('has an invalid PAX header')
