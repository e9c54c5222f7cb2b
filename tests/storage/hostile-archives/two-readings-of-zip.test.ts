/** Zips in which common programs see different trees (A24): refused, whatever they would be for one of them. */
import { crc32, deflateRawSync } from 'node:zlib'
import t from 'tap'
import type { RejectionReason } from '../../../storage/rejected-upload.js'
import { assertRefused, readArchive } from './judge-archive.js'
import { makeTar } from './tar-bytes.js'
import { extraField, makeZip, unicodeName, writeEnd, type ZipFileSpec } from './zip-bytes.js'

const text = 'console.log(1)\n'
const packed = deflateRawSync(text)
const a: ZipFileSpec = { name: 'a.js', content: text }
const zipOf = (...files: ZipFileSpec[]) => makeZip(files)
const numbers = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer)))
const wide = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer)))
const both = (extra: Buffer) => ({ extra, localExtra: extra })
const twice = unicodeName('a.js', 'a.js')

/** A file whose checksum and sizes stand behind its data; `flags` has bit 3. */
const described = (descriptor: Buffer): ZipFileSpec => ({
  ...a,
  flags: 0x808,
  descriptor,
  editLocal: (header) => header.fill(0, 14, 26),
})
const truth = [crc32(text), packed.length, text.length]
const signature = Buffer.from('PK\x07\x08', 'latin1')

const refused: [what: string, archive: Buffer, reason: RejectionReason][] = [
  [
    'a Unicode name in its local header only',
    zipOf({ ...a, localExtra: unicodeName('a.js', '../../x.js') }),
    'mismatch',
  ],
  [
    'a Unicode name in its directory only',
    zipOf({
      ...a,
      name: Buffer.from('\x82.js', 'latin1'),
      flags: 0,
      extra: unicodeName(Buffer.from('\x82.js', 'latin1'), 'ü.js'),
    }),
    'mismatch',
  ],
  [
    'two Unicode names',
    zipOf({ ...a, ...both(Buffer.concat([twice, unicodeName('a.js', '../../x.js')])) }),
    'mismatch',
  ],
  ['the same Unicode name twice', zipOf({ ...a, ...both(Buffer.concat([twice, twice])) }), 'mismatch'],
  ['another Unicode name, the same in both places', zipOf({ ...a, ...both(unicodeName('a.js', 'b.js')) }), 'mismatch'],
  ['a Unicode name with a wrong checksum', zipOf({ ...a, ...both(unicodeName('a.js', 'b.js', 1)) }), 'mismatch'],
  [
    'a Unicode name beside one in UTF-8',
    zipOf({ ...a, name: 'é.js', ...both(unicodeName('é.js', 'e.js')) }),
    'mismatch',
  ],
  [
    'a Unicode name of another extension',
    zipOf({
      ...a,
      name: Buffer.from('\x82.js', 'latin1'),
      flags: 0,
      ...both(unicodeName(Buffer.from('\x82.js', 'latin1'), 'é.py')),
    }),
    'mismatch',
  ],
  [
    'another method in its local header',
    zipOf({ ...a, editLocal: (header) => header.writeUInt16LE(0, 8) }),
    'mismatch',
  ],
  ['other flags in its local header', zipOf({ ...a, editLocal: (header) => header.writeUInt16LE(0, 6) }), 'mismatch'],
  [
    'another checksum in its local header',
    zipOf({ ...a, editLocal: (header) => header.writeUInt32LE(7, 14) }),
    'mismatch',
  ],
  ['another size in its local header', zipOf({ ...a, editLocal: (header) => header.writeUInt32LE(7, 22) }), 'mismatch'],
  [
    'another compressed size in its local header',
    zipOf({ ...a, editLocal: (header) => header.writeUInt32LE(7, 18) }),
    'mismatch',
  ],
  [
    'another local size beside a descriptor',
    zipOf({
      ...described(Buffer.concat([signature, numbers(...truth)])),
      editLocal: (header) => header.writeUInt32LE(7, 22),
    }),
    'mismatch',
  ],
  [
    'a local zip64 size that lies',
    zipOf({
      ...a,
      localExtra: extraField(1, wide(7, packed.length)),
      editLocal: (header) => header.fill(0xff, 18, 26),
    }),
    'mismatch',
  ],
  ['a local zip64 size that is missing', zipOf({ ...a, editLocal: (header) => header.fill(0xff, 18, 26) }), 'mismatch'],
  ['a zip64 size that nothing asks for', zipOf({ ...a, extra: extraField(1, wide(7)) }), 'mismatch'],
  [
    'a descriptor with another size',
    zipOf(described(Buffer.concat([signature, numbers(crc32(text), packed.length, 7)]))),
    'structure',
  ],
  ['a descriptor without signature, at which Info-ZIP loses files', zipOf(described(numbers(...truth))), 'structure'],
  ['a descriptor with another checksum', zipOf(described(numbers(7, packed.length, text.length))), 'structure'],
  [
    'a descriptor with another signature',
    zipOf(described(Buffer.concat([Buffer.from('PK\x07\x09', 'latin1'), numbers(...truth)]))),
    'structure',
  ],
  ['no descriptor where one is announced', zipOf(described(Buffer.alloc(0))), 'structure'],
  [
    'a file hidden behind a descriptor',
    zipOf(described(Buffer.concat([signature, numbers(...truth), makeZip([a])]))),
    'structure',
  ],
  [
    'a descriptor that nothing announces',
    zipOf({ ...a, descriptor: Buffer.concat([signature, numbers(...truth)]) }),
    'structure',
  ],
  [
    'a hidden file between two others',
    zipOf(
      { ...a, descriptor: makeZip([{ name: 'h.js', content: text }]).subarray(0, 34 + packed.length) },
      { name: 'b.js', content: '' },
    ),
    'structure',
  ],
  [
    'a signature of an end in its comment',
    makeZip([a], { comment: Buffer.from('PK\x05\x06 and no more', 'latin1') }),
    'structure',
  ],
  [
    'an end in its comment that reaches beyond it',
    makeZip([a], { comment: writeEnd({ entries: 0, bytes: 0, offset: 0 }, Buffer.alloc(9)).subarray(0, 22) }),
    'structure',
  ],
  ['a file on another disk', zipOf({ ...a, editCentral: (header) => header.writeUInt16LE(1, 34) }), 'structure'],
  [
    'a file that needs a later version, which Info-ZIP leaves out',
    zipOf({ ...a, editCentral: (header) => header.writeUInt16LE(63, 6) }),
    'structure',
  ],
  [
    'a compressed file without a byte, at which unzip and 7-Zip fail',
    zipOf({ name: 'a.js', compressed: Buffer.alloc(0) }),
    'structure',
  ],
  [
    'an empty field of times, at which bsdtar loses files',
    zipOf({ ...a, ...both(extraField(0x5455, Buffer.alloc(0))) }),
    'structure',
  ],
  ['a stored file with an end in it, where a reader of a pipe sees more files', zipOf(storedWithEnd()), 'mismatch'],
  ['a folder by DOS attributes only', zipOf({ ...a, editCentral: (header) => header.writeUInt8(0x10, 38) }), 'type'],
  [
    'a link by the field of another program',
    zipOf({ ...a, ...both(extraField(0x756e, Buffer.alloc(14))) }),
    'structure',
  ],
  ['AES by extra field', zipOf({ ...a, ...both(extraField(0x9901, Buffer.alloc(7))) }), 'structure'],
  ['extra bytes that are no field', zipOf({ ...a, extra: Buffer.from('abc') }), 'structure'],
  [
    'a zip that begins with a tar',
    makeZip([
      {
        name: 'a',
        method: 0,
        content: makeTar([{ name: 'x', edit: (header) => header.write('ustar\x0000', 226, 'latin1') }]),
      },
    ]),
    'structure',
  ],
]

/**
 * Stored, sizes behind the data; the data have a descriptor of what precedes it, and a zip of their own behind that.
 */
function storedWithEnd(): ZipFileSpec {
  const content = Buffer.concat([
    Buffer.from('AAAA'),
    signature,
    numbers(crc32('AAAA'), 4, 4),
    makeZip([{ name: 'h.js', content: text }]),
  ])
  const descriptor = Buffer.concat([signature, numbers(crc32(content), content.length, content.length)])
  return { name: 'a.bin', method: 0, content, flags: 0x808, descriptor, editLocal: (header) => header.fill(0, 14, 26) }
}

for (const [what, archive, reason] of refused) {
  t.test(`refuses ${what} (A24)`, (t) => assertRefused(t, archive, reason))
}

const sound: [what: string, archive: Buffer, tree: Record<string, string>][] = [
  [
    'a descriptor with signature',
    zipOf(described(Buffer.concat([signature, numbers(...truth)])), { name: 'b.js' }),
    { 'a.js': text, 'b.js': '' },
  ],
  [
    'a descriptor of zip64',
    zipOf(described(Buffer.concat([signature, numbers(crc32(text)), wide(packed.length, text.length)]))),
    { 'a.js': text },
  ],
  [
    'local sizes in zip64, as streams write',
    zipOf({
      ...a,
      localExtra: extraField(1, wide(text.length, packed.length)),
      editLocal: (header) => header.fill(0xff, 18, 26),
    }),
    { 'a.js': text },
  ],
  [
    'times and owners in extra fields',
    zipOf({
      ...a,
      extra: extraField(0x5455, Buffer.alloc(5)),
      localExtra: Buffer.concat([extraField(0x5455, Buffer.alloc(9)), extraField(0x7875, Buffer.alloc(11))]),
    }),
    { 'a.js': text },
  ],
  ['a name in UTF-8 without the flag, as macOS writes', zipOf({ ...a, name: 'é.js', flags: 0 }), { 'é.js': text }],
  ['a name in code page 437', zipOf({ ...a, name: Buffer.from('\x82\x9b.js', 'latin1'), flags: 0 }), { 'é¢.js': text }],
  [
    'a Unicode name beside one in another code page',
    zipOf(
      {
        ...a,
        name: Buffer.from('src/\xf1.js', 'latin1'),
        flags: 0,
        ...both(unicodeName(Buffer.from('src/\xf1.js', 'latin1'), 'src/ё.js')),
      },
      { name: 'b' },
    ),
    { b: '', 'src/ё.js': text },
  ],
  ['a Unicode name that is the name', zipOf({ ...a, ...both(twice) }), { 'a.js': text }],
]

for (const [what, archive, tree] of sound) {
  t.test(`takes ${what}`, async (t) => {
    t.same(await readArchive(t, archive), tree)
  })
}
