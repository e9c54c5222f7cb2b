/**
 * Archives in the shapes that common programs write: none of them may be refused. The two-readings tests have more,
 * field by field.
 */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { readArchive } from '../hostile-archives/judge-archive.js'
import { gnuLongName, makeTar, paxGlobal, paxHeader, type TarEntrySpec } from '../hostile-archives/tar-bytes.js'
import { extraField, makeZip, unicodeName, type ZipFileSpec } from '../hostile-archives/zip-bytes.js'

const text = 'console.log(1)\n'
const tree = { 'a.js': text, 'src/b.js': text }

const numbers = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer)))
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const fromHost = (host: number, attributes: number) => (header: Buffer) => {
  header.writeUInt8(host, 5)
  header.writeUInt32LE(attributes, 38)
}

/** Two files, and a folder that is listed, with the same traits. */
const project = (
  traits: (content: string) => Partial<ZipFileSpec>,
  folder: Partial<ZipFileSpec> = {},
): ZipFileSpec[] => [
  { name: 'a.js', content: text, ...traits(text) },
  { name: 'src/', content: '', method: 0, mode: 0o040755, ...folder },
  { name: 'src/b.js', content: text, ...traits(text) },
]

/** Checksum and sizes behind the data, as streams write; `isStored` as streams write what is compressed already. */
const streamed = (content: string, isStored = false): Partial<ZipFileSpec> => ({
  flags: 0x808,
  method: isStored ? 0 : 8,
  descriptor: Buffer.concat([
    Buffer.from('PK\x07\x08', 'latin1'),
    numbers(crc32(content), isStored ? content.length : deflateRawSync(content).length, content.length),
  ]),
  editLocal: (header) => header.fill(0, 14, 26),
})

const unixTimes = bytes('5554 0900 03 00e1f565 00e1f565')
const centralTimes = bytes('5554 0500 03 00e1f565')
const unixOwner = bytes('7578 0b00 01 04e8030000 04e8030000')
const oldMac = { extra: extraField(0x5855, Buffer.alloc(8, 1)), localExtra: extraField(0x5855, Buffer.alloc(12, 1)) }
const ntfsTimes = extraField(0x000a, bytes('00000000 0100 1800 0080e8d5a13cda01 0080e8d5a13cda01 0080e8d5a13cda01'))
const rights = {
  extra: extraField(0x4453, bytes('6c000000')),
  localExtra: extraField(0x4453, bytes('6c000000 0008 0000 00000000 aabbccdd')),
}
const plain = () => ({})

const zips: [program: string, files: ZipFileSpec[], tree?: Record<string, string>][] = [
  [
    'Info-ZIP on Unix',
    project(() => ({
      localExtra: Buffer.concat([unixTimes, unixOwner]),
      extra: Buffer.concat([centralTimes, unixOwner]),
      flags: 0,
    })),
  ],
  [
    'Info-ZIP on Windows, with rights',
    project(() => ({ ...rights, flags: 0, editCentral: fromHost(11, 0x20) }), {
      editCentral: fromHost(11, 0x10),
      ...rights,
    }),
  ],
  [
    'the Explorer of Windows',
    project(() => ({ flags: 0, editCentral: fromHost(0, 0x20) }), { flags: 0, editCentral: fromHost(0, 0x10) }),
  ],
  [
    '7-Zip',
    project(() => ({ extra: ntfsTimes, flags: 0, editCentral: fromHost(0, 0x20) }), {
      extra: ntfsTimes,
      editCentral: fromHost(0, 0x10),
    }),
  ],
  [
    '7-Zip with names in Unicode beside',
    project(() => ({ flags: 0 })).map((file) => ({
      ...file,
      extra: unicodeName(String(file.name), String(file.name)),
      localExtra: unicodeName(String(file.name), String(file.name)),
    })),
  ],
  [
    'the Finder',
    [
      ...project((content) => ({ ...streamed(content), flags: 8, ...oldMac }), oldMac),
      { name: '__MACOSX/._a.js', content: 'x', ...streamed('x'), ...oldMac },
      { name: '.DS_Store', content: 'x' },
    ],
  ],
  [
    'jar',
    project((content) => streamed(content), {
      extra: extraField(0xcafe, Buffer.alloc(0)),
      localExtra: extraField(0xcafe, Buffer.alloc(0)),
      editCentral: fromHost(0, 0),
    }),
  ],
  ['a stream of stored files', project((content) => streamed(content, true))],
  [
    'a stream with an archive stored in it',
    [
      { name: 'a.zip', content: makeZip([{ name: 'x', content: text, ...streamed(text) }]), method: 0 },
      { name: 'b.js', content: text },
    ],
    { 'a.zip': makeZip([{ name: 'x', content: text, ...streamed(text) }]).toString(), 'b.js': text },
  ],
  [
    'Office and Android, aligned',
    project(() => ({
      localExtra: Buffer.concat([
        extraField(0xa220, Buffer.alloc(6)),
        extraField(0xd935, Buffer.alloc(5)),
        Buffer.alloc(3),
      ]),
    })),
  ],
  ['git archive', project(() => ({ extra: centralTimes, localExtra: centralTimes }))],
  ['Python, a folder by its mode', project(plain, { editCentral: fromHost(3, ((0o040755 << 16) | 0x10) >>> 0) })],
  [
    'an empty file, stored and compressed',
    [
      { name: 'a', content: '', method: 0 },
      { name: 'b', content: '', method: 8 },
    ],
    { a: '', b: '' },
  ],
]

for (const [program, files, expected = tree] of zips) {
  t.test(`takes a zip as written by ${program}`, async (t) => {
    t.same(await readArchive(t, makeZip(files)), expected)
  })
}

const gnu = (entry: TarEntrySpec): TarEntrySpec => ({
  ...entry,
  edit: (header) => header.write('ustar  \0', 257, 'latin1'),
})
const files: TarEntrySpec[] = [
  { name: 'a.js', content: text },
  { name: 'src/', type: '5', mode: 0o755 },
  { name: 'src/b.js', content: text },
]
const within = (folder: string) => [
  { name: `${folder}/`, type: '5' },
  ...files.map((file) => ({ ...file, name: `${folder}/${file.name}` })),
]
const times = { mtime: '1700000000.123456789', atime: '1700000000.5', ctime: '1700000000' }
const before = (records: Record<string, string>) => files.flatMap((file) => [paxHeader(records), file])
const long = `${'n'.repeat(110)}.js`

const tars: [program: string, entries: TarEntrySpec[], tree?: Record<string, string>][] = [
  ['GNU tar', within('project').map(gnu)],
  [
    'GNU tar, a long name',
    [
      gnu(gnuLongName(`src/${long}`)),
      gnu({ name: `src/${long}`.slice(0, 99), content: text }),
      gnu({ name: 'a', content: '' }),
    ],
    { a: '', [`src/${long}`]: text },
  ],
  [
    'tar of the folder itself',
    [{ name: './', type: '5' }, ...files.map((file) => ({ ...file, name: `./${file.name}` }))],
  ],
  ['GNU tar in the format of POSIX', before(times)],
  [
    'bsdtar of macOS',
    before({
      ...times,
      'LIBARCHIVE.creationtime': '1700000000',
      'SCHILY.dev': '16777220',
      'SCHILY.ino': '12345678901',
      'SCHILY.nlink': '1',
      'SCHILY.fflags': 'nodump',
      'LIBARCHIVE.xattr.com.apple.provenance': 'AQIA',
      'SCHILY.xattr.com.apple.provenance': '\x01\x02\0\x7f',
    }),
  ],
  ['a file of before 1970', before({ mtime: '-315619200' })],
  [
    'npm pack',
    files
      .filter(({ type }) => type !== '5')
      .flatMap((file) => [
        paxHeader({
          path: `package/${file.name}`,
          mtime: '499162500',
          size: `${text.length}`,
          uid: '1000',
          gid: '1000',
          uname: 'me',
          gname: '',
        }),
        { ...file, name: `package/${file.name}` },
      ]),
  ],
  ['git archive', [paxGlobal({ comment: '9f3a'.repeat(10) }), ...files]],
  [
    'Python, a long name',
    [
      paxHeader({ path: `src/${long}`, mtime: '1700000000.25' }),
      { name: `src/${long}`.slice(0, 100), content: text },
      { name: 'a', content: '' },
    ],
    { a: '', [`src/${long}`]: text },
  ],
  [
    '.NET, which repeats the name',
    files.flatMap((file) => [
      { ...paxHeader({ path: file.name, mtime: '1700000000.5' }), name: './PaxHeaders.1/x' },
      file,
    ]),
  ],
]

for (const [program, entries, expected = tree] of tars) {
  t.test(`takes a tar as written by ${program}`, async (t) => {
    t.same(await readArchive(t, makeTar(entries)), expected)
    t.same(
      await readArchive(t, gzipSync(makeTar(entries, Buffer.alloc(10 * 512)))),
      expected,
      'compressed, with the padding of a tape',
    )
  })
}
