/** PAX records: `length key=value\n`, one after the other. They override what the header of the next entry says. */
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import { ambiguousArchive, damagedArchive } from './damaged-archive.js'

/** What records say that matters here. */
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
