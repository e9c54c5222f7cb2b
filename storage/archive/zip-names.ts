/** Names and extra fields of a zip, as every common program reads them, or refused. */
import { crc32 } from 'node:zlib'
import { quotePath } from '../rejected-upload.js'
import { ambiguousArchive, damagedArchive } from './damaged-archive.js'

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
