/** One entry of a tar, header by header. */
export interface TarEntrySpec {
  name: string
  content?: Buffer | string
  /** The type flag: '0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' folder, '6' fifo, … */
  type?: string
  link?: string
  mode?: number
  declaredBytes?: number
  /** Changes the header before its checksum is made. */
  edit?: (header: Buffer) => void
}

/** Writes a tar block by block, honest or not. `end` replaces the two blocks of zeros at its end. */
export function makeTar(entries: readonly TarEntrySpec[], end: Buffer = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...entries.map(writeEntry), end])
}

function writeEntry(entry: TarEntrySpec): Buffer {
  const content = Buffer.from(entry.content ?? '')
  const header = Buffer.alloc(512)
  header.write(entry.name, 0, 100)
  header.write(octal(entry.mode ?? 0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(entry.declaredBytes ?? content.length, 11), 124)
  header.write(octal(0, 11), 136)
  header.write('        ', 148)
  header.write(entry.type ?? '0', 156)
  header.write(entry.link ?? '', 157, 100)
  header.write('ustar\x0000', 257, 'latin1')
  entry.edit?.(header)
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ) + '\0 ',
    148,
    'latin1',
  )
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')

/** A PAX header for the entry that follows it. */
export function paxHeader(fields: Record<string, string>): TarEntrySpec {
  const content = Object.entries(fields).map(([key, value]) => paxRecord(`${key}=${value}\n`))
  return { name: 'PaxHeader', type: 'x', content: content.join('') }
}

/** A PAX header for all entries that follow, such as the one in which git notes its commit. */
export const paxGlobal = (fields: Record<string, string>): TarEntrySpec => ({
  ...paxHeader(fields),
  name: 'pax_global_header',
  type: 'g',
})

/** A record begins with its own length, the digits of it included. */
function paxRecord(field: string): string {
  const bytes = Buffer.byteLength(field) + 1
  const length = [1, 2, 3, 4, 5].map((digits) => bytes + digits).find((total) => `${total}`.length === total - bytes)
  return `${length} ${field}`
}

/** The GNU way to a name of more than 100 bytes. */
export const gnuLongName = (name: string): TarEntrySpec => ({ name: '././@LongLink', type: 'L', content: `${name}\0` })
