import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { RejectionReason } from '../../../storage/rejected-upload.js'
import { assertRefused, readArchive } from './judge-archive.js'
import { makeTar, paxHeader } from './tar-bytes.js'
import { extraField, makeZip, unicodeName, writeEnd, type ZipFileSpec } from './zip-bytes.js'

const one: ZipFileSpec[] = [{ name: 'a.js', content: 'console.log(1)' }]
const zip = makeZip(one)
const tar = makeTar([{ name: 'a.js', content: 'x'.repeat(600) }])
const bytes = (text: string) => Buffer.from(text, 'latin1')

/** A complete zip in the comment of another: each end record is sound by itself. */
function makeZipInComment(): Buffer {
  const inner = makeZip([{ name: 'b.js', content: 'other' }])
  return makeZip(one, { comment: inner })
}

const endInComment = writeEnd({ entries: 0, bytes: 0, offset: 0 })

const noOffset = bytes('\x01\x00\x00\x00')
const wideOffset = bytes(`\x01\x00\x08\x00${'\xff'.repeat(7)}\x7f`)

const hostile: [what: string, archive: Buffer, reason: RejectionReason][] = [
  [
    'a local name that is not the central one (A16)',
    makeZip([{ name: 'a.js', localName: 'b.js', content: 'x' }]),
    'mismatch',
  ],
  [
    'a local name of another length (A16)',
    makeZip([{ name: 'a.js', localName: 'longer.js', content: 'x' }]),
    'mismatch',
  ],
  [
    'a second, Unicode name (A16)',
    makeZip([{ name: 'a.js', content: 'x', extra: unicodeName('a.js', 'evil.js') }]),
    'mismatch',
  ],
  ['another zip behind it (A17)', Buffer.concat([zip, makeZip([{ name: 'b.js', content: 'x' }])]), 'structure'],
  ['bytes before it (A17)', makeZip(one, { prefix: bytes('#!/bin/sh\n') }), 'structure'],
  ['a zip before it, offsets counted (A17)', makeZip(one, { prefix: zip, isPrefixCounted: true }), 'structure'],
  ['bytes before its directory (A17)', makeZip(one, { gap: bytes('hidden between') }), 'structure'],
  ['an end record in its comment (A17)', makeZip(one, { comment: endInComment }), 'structure'],
  ['a zip in its comment (A17)', makeZipInComment(), 'structure'],
  ['bytes behind it (A17)', Buffer.concat([zip, bytes('x')]), 'structure'],
  ['an encrypted file (A18)', makeZip([{ name: 'a', content: 'x', flags: 0x801 }]), 'structure'],
  ['a strongly encrypted file (A18)', makeZip([{ name: 'a', content: 'x', flags: 0x841 }]), 'structure'],
  ['an unknown compression method (A18)', makeZip([{ name: 'a', content: 'x', method: 12 }]), 'structure'],
  ['a zip64 record with another count (A18)', makeZip(one, { zip64: { entries: 2n } }), 'structure'],
  ['a zip64 record with another offset (A18)', makeZip(one, { zip64: { offset: 5n } }), 'structure'],
  ['a zip64 record past all numbers (A18)', makeZip(one, { zip64: { recordOffset: 2n ** 64n - 1n } }), 'structure'],
  ['a zip64 record outside of the file (A18)', makeZip(one, { zip64: { recordOffset: 2n ** 40n } }), 'structure'],
  [
    'a zip64 file offset past all numbers (A18)',
    makeZip([{ name: 'a', content: 'x', declaredOffset: 0xffffffff, extra: wideOffset }]),
    'structure',
  ],
  [
    'a zip64 file offset that is missing (A18)',
    makeZip([{ name: 'a', declaredOffset: 0xffffffff, extra: noOffset }]),
    'structure',
  ],
  [
    'an extra field longer than its room',
    makeZip([{ name: 'a', content: 'x', extra: bytes('\x01\x00\xff\xff') }]),
    'structure',
  ],
  [
    'fewer files declared than listed',
    makeZip([...one, { name: 'b', content: '' }], { declaredEntries: 1 }),
    'structure',
  ],
  ['more files declared than listed', makeZip(one, { declaredEntries: 2 }), 'structure'],
  ['a wrong checksum', makeZip([{ name: 'a', content: 'x', declaredCrc32: 1 }]), 'structure'],
  [
    'damaged compressed data',
    makeZip([{ name: 'a', compressed: bytes('\xff\xff\xff'), declaredBytes: 5 }]),
    'structure',
  ],
  [
    'damaged compressed data of a large file',
    makeZip([{ name: 'a', compressed: bytes('\xff'.repeat(9)), declaredBytes: 500_000 }]),
    'structure',
  ],
  ['bytes hidden behind compressed data', makeZip([{ name: 'a', content: 'x', hidden: bytes('hidden') }]), 'structure'],
  [
    'many bytes hidden behind the compressed data of a large file',
    makeZip([{ name: 'a', content: randomBytes(100_000), hidden: Buffer.alloc(300_000) }]),
    'structure',
  ],
  ['a folder with content', makeZip([{ name: 'd/', content: 'x', mode: 0o40755 }]), 'structure'],
  ['its end cut off', zip.subarray(0, -1), 'structure'],
  ['its start only', zip.subarray(0, 10), 'structure'],
  [
    'a tar that declares 8 GiB and ends (A18)',
    makeTar([{ name: 'huge', declaredBytes: 8 * 1024 ** 3 - 1, content: 'x' }]),
    'structure',
  ],
  ['a tar cut within a file (A18)', tar.subarray(0, 700), 'structure'],
  ['a tar without its end', tar.subarray(0, 512 + 1024), 'structure'],
  ['a tar with a wrong checksum', corrupt(tar, 0), 'structure'],
  ['another tar behind it', Buffer.concat([tar, tar]), 'structure'],
  [
    'another tar behind it that begins with a PAX header',
    Buffer.concat([tar, makeTar([paxHeader({ path: 'b' }), { name: 'c' }])]),
    'structure',
  ],
  ['a tar with bytes behind its end', Buffer.concat([tar, bytes('x')]), 'structure'],
  ['a tar with a block behind its end', Buffer.concat([tar, Buffer.alloc(512, 'x')]), 'structure'],
  [
    'a tar with a PAX size that is no number',
    makeTar([paxHeader({ size: 'x' }), { name: 'a', content: 'x' }]),
    'structure',
  ],
  ['a tar with a negative PAX size', makeTar([paxHeader({ size: '-5' }), { name: 'a', content: 'x' }]), 'structure'],
  ['a tar.gz cut short', gzipSync(tar).subarray(0, -9), 'structure'],
  ['a tar.gz with bytes behind it', Buffer.concat([gzipSync(tar), bytes('behind')]), 'structure'],
  ['a tar.gz with a wrong checksum', corrupt(gzipSync(tar), -5), 'structure'],
  ['a gzip of something else', gzipSync('hello'), 'structure'],
  ['an ELF file (A22)', Buffer.concat([bytes('\x7fELF\x02\x01\x01'), Buffer.alloc(600)]), 'structure'],
  ['HTML (A22)', bytes('<!doctype html><p>Sign in'), 'structure'],
  ['JSON (A22)', bytes('{"a":1}'), 'structure'],
  ['a 7z file (A22)', bytes("7z\xbc\xaf'\x1c\x00\x04"), 'structure'],
  ['nothing: 0 bytes (A22)', Buffer.alloc(0), 'empty'],
  ['1 byte (A22)', bytes('P'), 'structure'],
  ['4 bytes that begin a zip (A22)', bytes('PK\x03\x04'), 'structure'],
]

for (const [what, archive, reason] of hostile) {
  t.test(`refuses ${what}`, async (t) => {
    await assertRefused(t, archive, reason)
  })
}

const locked: [what: string, archive: Buffer][] = [
  ['by ZipCrypto', makeZip([{ name: 'src/a.js', content: 'x', flags: 0x1 }])],
  [
    'by AES',
    makeZip([
      {
        name: 'src/a.js',
        content: 'x',
        flags: 0x1,
        method: 99,
        extra: extraField(0x9901, bytes('\x02\x00AE\x03\x00\x00')),
      },
    ]),
  ],
]

for (const [what, archive] of locked) {
  t.test(`names the password of a zip that is encrypted ${what}`, async (t) => {
    await t.rejects(readArchive(t, archive), {
      message: /^The archive is protected by a password: "src\/a\.js" .* Send it without a password\.$/,
    })
  })
}

function corrupt(archive: Buffer, at: number): Buffer {
  const copy = Buffer.from(archive)
  const index = at < 0 ? copy.length + at : at
  copy[index] = (copy[index] ?? 0) ^ 0x55
  return copy
}
