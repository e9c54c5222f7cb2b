/** Tars in which common programs see different trees (A24): refused, whatever they would be for one of them. */
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { RejectionReason } from '../../../storage/rejected-upload.js'
import { assertRefused, readArchive } from './judge-archive.js'
import { gnuLongName, makeTar, paxGlobal, paxHeader, type TarEntrySpec } from './tar-bytes.js'

const text = 'console.log(1)\n'
const file: TarEntrySpec = { name: 'a.js', content: text }
const data = (bytes: number) => ({ name: 'data.bin', content: Buffer.alloc(bytes, 'A') })
const hidden = makeTar([{ name: 'hidden.js', content: text }], Buffer.alloc(0))
const long = 'n'.repeat(120)

const refused: [what: string, archive: Buffer, reason: RejectionReason][] = [
  [
    'a PAX size above that of the header',
    makeTar([
      paxHeader({ size: '1536' }),
      { ...data(512), content: Buffer.concat([Buffer.alloc(512), hidden]), declaredBytes: 512 },
    ]),
    'mismatch',
  ],
  [
    'a PAX size below that of the header',
    makeTar([paxHeader({ size: '0' }), { name: 'data.bin', content: hidden }]),
    'mismatch',
  ],
  ['a PAX size in another notation', makeTar([paxHeader({ size: '0x200' }), data(512)]), 'structure'],
  [
    'a NUL in an attribute, for which 7-Zip forgets the path',
    makeTar([paxHeader({ 'SCHILY.xattr.user.x': '\0', path: 'b.js' }), file]),
    'mismatch',
  ],
  ['a NUL in an owner, at which Python stops reading', makeTar([paxHeader({ uname: 'a\0b' }), file]), 'structure'],
  [
    'a NUL in a comment, for which 7-Zip forgets the path',
    makeTar([paxHeader({ comment: '\0', path: 'b.js' }), file]),
    'structure',
  ],
  [
    'an owner beyond all numbers, at which Python stops reading',
    makeTar([paxHeader({ uid: '99999999999999999999999' }), file]),
    'structure',
  ],
  ['a PAX time that is none', makeTar([paxHeader({ mtime: 'yesterday' }), file]), 'structure'],
  ['a global size', makeTar([paxGlobal({ size: '1536' }), file]), 'mismatch'],
  ['a global path', makeTar([paxGlobal({ path: 'b.js' }), file]), 'mismatch'],
  ['a global link target', makeTar([paxGlobal({ linkpath: '/etc/passwd' }), file]), 'mismatch'],
  [
    'a global sparse size',
    makeTar([
      paxGlobal({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '109951162' }),
      file,
    ]),
    'type',
  ],
  [
    'a global header between a header and its file',
    makeTar([paxHeader({ path: 'b.js' }), paxGlobal({ comment: 'x' }), file]),
    'mismatch',
  ],
  [
    'two PAX headers for one file',
    makeTar([paxHeader({ path: 'b.js' }), paxHeader({ path: 'c.js' }), file]),
    'mismatch',
  ],
  [
    'a PAX path and a GNU name for one file',
    makeTar([gnuLongName(long), paxHeader({ path: 'c.js' }), file]),
    'mismatch',
  ],
  ['two GNU names for one file', makeTar([gnuLongName(long), gnuLongName(`${long}2`), file]), 'mismatch'],
  ['a GNU name that goes on behind its end', makeTar([gnuLongName(`${long}\0/../x`), file]), 'name'],
  ['a PAX path twice', makeTar([{ name: 'x', type: 'x', content: '13 path=b.js\n13 path=c.js\n' }, file]), 'mismatch'],
  [
    'a PAX record shorter than it says',
    makeTar([{ name: 'x', type: 'x', content: '99 path=b.js\n' }, file]),
    'structure',
  ],
  [
    'a PAX record with a signed length',
    makeTar([{ name: 'x', type: 'x', content: '+13 path=b.js\n' }, file]),
    'structure',
  ],
  [
    'a PAX record without an end of line',
    makeTar([{ name: 'x', type: 'x', content: '13 path=b.jsX' }, file]),
    'structure',
  ],
  ['a PAX link target of a plain file', makeTar([paxHeader({ linkpath: 'b.js' }), file]), 'mismatch'],
  [
    'a PAX path in another character set',
    makeTar([paxHeader({ hdrcharset: 'BINARY', path: 'b.js' }), file]),
    'mismatch',
  ],
  ['a size that star alone reads', makeTar([paxHeader({ 'SCHILY.realsize': '3' }), file]), 'mismatch'],
  ['an empty PAX path', makeTar([paxHeader({ path: '' }), file]), 'path'],
  ['sparse 0.0', makeTar([paxHeader({ 'GNU.sparse.size': '9', 'GNU.sparse.numblocks': '0' }), file]), 'type'],
  ['sparse 0.1', makeTar([paxHeader({ 'GNU.sparse.map': '0,9', 'GNU.sparse.name': 'b.js' }), file]), 'type'],
  ['a header for a file that does not come', makeTar([file, paxHeader({ path: 'b.js' })]), 'structure'],
  [
    'a size in binary',
    makeTar([{ ...file, edit: (header) => header.write('\x80\0\0\0\0\0\0\0\0\0\0\x0f', 124, 'latin1') }]),
    'structure',
  ],
  ['a negative size', makeTar([{ ...file, edit: (header) => header.fill(0xff, 124, 136) }]), 'structure'],
  [
    'a size behind a NUL',
    makeTar([{ ...file, edit: (header) => header.write('\x0000000000017', 124, 'latin1') }]),
    'structure',
  ],
  [
    'an owner at which Python stops reading',
    makeTar([file, { ...file, name: 'b.js', edit: (header) => header.write('nobody', 108) }]),
    'structure',
  ],
  [
    'a device number that 7-Zip stumbles over',
    makeTar([{ ...file, edit: (header) => header.fill(0xff, 329, 332) }, { name: 'b.js' }]),
    'structure',
  ],
  ['a checksum of signed bytes', signChecksum(makeTar([{ ...file, name: 'é.js' }])), 'structure'],
  [
    'a prefix in the dialect that has none',
    makeTar([{ ...file, edit: (header) => header.write('ustar  \0', 257, 'latin1') && header.write('src', 345) }]),
    'mismatch',
  ],
  [
    'a header with the mark of star',
    makeTar([{ ...file, edit: (header) => header.write('tar\0', 508, 'latin1') }]),
    'mismatch',
  ],
  [
    'a name that goes on behind its end',
    makeTar([{ ...file, edit: (header) => header.write('b.js', 50) }]),
    'mismatch',
  ],
  ['a plain file with the target of a link', makeTar([{ ...file, link: 'b.js' }]), 'mismatch'],
  ['a file whose name ends as that of a folder', makeTar([{ ...file, name: 'src/' }]), 'path'],
  ['a folder with content', makeTar([{ name: 'src/', type: '5', content: hidden }, file]), 'mismatch'],
  ['a link name for a file', makeTar([{ ...gnuLongName(long), type: 'K' }, file]), 'mismatch'],
  ['a PAX header of Solaris', makeTar([{ ...paxHeader({ path: 'b.js' }), type: 'X' }, file]), 'type'],
  ['more behind a block of zeros', makeTar([file, { name: 'b.js', content: text }]).fill(0, 1024, 1536), 'structure'],
  [
    'more behind a single block of zeros',
    Buffer.concat([makeTar([file], Buffer.alloc(512)), makeTar([{ name: 'b.js' }])]),
    'structure',
  ],
  [
    'a second tar in a second gzip member',
    Buffer.concat([gzipSync(makeTar([file])), gzipSync(makeTar([{ name: 'b.js' }]))]),
    'structure',
  ],
  ['zeros behind the gzip data', Buffer.concat([gzipSync(makeTar([file])), Buffer.alloc(512)]), 'structure'],
  ['a gzip that begins with a tar header', gzipWithTarHeader(), 'structure'],
]

for (const [what, archive, reason] of refused) {
  t.test(`refuses ${what} (A24)`, (t) => assertRefused(t, archive, reason))
}

/** The checksum of the first header as if bytes were signed: each of the two above 127 counts 256 less. */
function signChecksum(tar: Buffer): Buffer {
  const sum = Number.parseInt(tar.toString('latin1', 148, 154), 8) - 512
  tar.write(sum.toString(8).padStart(6, '0'), 148)
  return tar
}

/** A gzip header with a file name so long that the magic of a tar lies within. */
function gzipWithTarHeader(): Buffer {
  const plain = gzipSync(makeTar([file]))
  const name = Buffer.alloc(300, 'n')
  name.write('ustar', 247)
  name[299] = 0
  const head = Buffer.from(plain.subarray(0, 10))
  head[3] = 0x08
  return Buffer.concat([head, name, plain.subarray(10)])
}

const sound: [what: string, archive: Buffer, tree: Record<string, string>][] = [
  [
    'the commit in a global header, as git writes',
    makeTar([paxGlobal({ comment: '9f3a'.repeat(10) }), file]),
    { 'a.js': text },
  ],
  [
    'attributes of macOS',
    makeTar([
      paxHeader({
        'LIBARCHIVE.xattr.com.apple.provenance': 'AQAA',
        'SCHILY.xattr.com.apple.provenance': '\x01',
        mtime: '1.5',
      }),
      file,
    ]),
    { 'a.js': text },
  ],
  [
    'attributes of macOS with a NUL, where the path is that of the header',
    makeTar([paxHeader({ 'SCHILY.xattr.com.apple.provenance': '\x01\x02\0', path: 'a.js' }), file]),
    { 'a.js': text },
  ],
  ['a PAX size that is that of the header', makeTar([paxHeader({ size: `${text.length}` }), file]), { 'a.js': text }],
  [
    'numbers in binary where they do not matter',
    makeTar([{ ...file, edit: (header) => header.write('\x80\0\0\0\x01\0\0\0', 108, 'latin1') }]),
    { 'a.js': text },
  ],
  [
    'a prefix and a name',
    makeTar([{ ...file, edit: (header) => header.write(`w/${long}`, 345) }, { name: 'w/b.js' }]),
    { [`${long}/a.js`]: text, 'b.js': '' },
  ],
  [
    'one tar in several gzip members',
    Buffer.concat([gzipSync(makeTar([file]).subarray(0, 600)), gzipSync(makeTar([file]).subarray(600))]),
    { 'a.js': text },
  ],
]

for (const [what, archive, tree] of sound) {
  t.test(`takes ${what}`, async (t) => {
    t.same(await readArchive(t, archive), tree)
  })
}
