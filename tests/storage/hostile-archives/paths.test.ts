import t from 'tap'
import { assertRefused, escapeName, saveArchive } from './judge-archive.js'
import { gnuLongName, makeTar, paxHeader } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'
import { readSourceTree } from '../../../storage/archive/read-source-tree.js'
import type { RejectionReason } from '../../../storage/rejected-upload.js'

/** Paths that no archive may hold, in whichever format. A01 to A03, A13, A14. */
const badPaths: [id: string, path: string, reason: RejectionReason][] = [
  ['A01 climbs out', `../../${escapeName}`, 'path'],
  ['A02 is absolute', `/tmp/${escapeName}`, 'path'],
  ['A03 climbs out with backslashes', `..\\..\\${escapeName}`, 'path'],
  ['A03 names a drive', `C:\\${escapeName}`, 'path'],
  ['A03 names a drive with a slash', `C:/${escapeName}`, 'path'],
  ['A03 climbs within', 'a/../b.js', 'path'],
  ['A03 has an empty name', 'a//c.js', 'path'],
  ['A03 has a dot in the middle', 'a/./c.js', 'path'],
  ['A13 has a name of 300 characters', 'a'.repeat(300), 'name'],
  ['A13 is 5 000 characters long', 'abcd/'.repeat(999) + 'abcde', 'name'],
  ['A13 is 2 000 folders deep', 'd/'.repeat(2000) + 'f', 'name'],
  ['A13 is 33 deep', 'd/'.repeat(32) + 'f', 'name'],
  ['A13 has a name of more bytes than a file system holds', '木'.repeat(100), 'name'],
  ['A14 has a newline', 'a\nb.js', 'name'],
  ['A14 has a terminal escape', 'a\x1b[31m.js', 'name'],
  ['A14 turns its direction', 'inv\u202egpj.js', 'name'],
  ['A14 has a character without width', 'a\u200bb.js', 'name'],
  ['A14 is HTML', '<img src=x onerror=alert(1)>.js', 'name'],
  ['A14 is a formula', '=cmd', 'name'],
  ['A14 is a formula with a pipe', '=cmd|calc!A1.csv', 'name'],
  ['A14 ends in a space', 'a.js ', 'name'],
  ['A14 begins with a space', ' a.js', 'name'],
  ['A14 ends in a dot', 'a.', 'name'],
]

for (const [id, path, reason] of badPaths) {
  t.test(`refuses a path that ${id.slice(4)} (${id.slice(0, 3)})`, async (t) => {
    await assertRefused(t, makeZip([{ name: path, content: 'x' }]), reason)
    await assertRefused(t, makeTar([paxHeader({ path }), { name: 'ok', content: 'x' }]), reason)
    await assertRefused(t, makeTar([gnuLongName(path), { name: 'ok', content: 'x' }]), reason)
  })
}

t.test('refuses a bad path of a folder, too', async (t) => {
  await assertRefused(
    t,
    makeZip([
      { name: '../up/', mode: 0o40755 },
      { name: 'a.js', content: 'x' },
    ]),
    'path',
  )
  await assertRefused(
    t,
    makeTar([
      { name: '../up/', type: '5' },
      { name: 'a.js', content: 'x' },
    ]),
    'path',
  )
})

t.test('refuses a leading ./ in a zip (A03)', async (t) => {
  await assertRefused(t, makeZip([{ name: './a.js', content: 'x' }]), 'path')
})

t.test('says of a name in a code page of East Asia that it is not in UTF-8, not that it has a backslash', async (t) => {
  const zip = makeZip([{ name: Buffer.from('\x95\x5c\x8e\xa6.md', 'latin1'), content: 'x', flags: 0 }])
  await assertRefused(t, zip, 'name')
  await t.rejects(readSourceTree(await saveArchive(t, zip)), {
    message: /^The archive has a file name that is not in UTF-8/,
  })
  await assertRefused(t, makeZip([{ name: 'a\\b.js', content: 'x' }]), 'path')
})

t.test('refuses NUL in a name (A14)', async (t) => {
  await assertRefused(t, makeZip([{ name: `a.js\0../${escapeName}`, content: 'x' }]), 'name')
  await assertRefused(t, makeTar([paxHeader({ path: 'a\0b' }), { name: 'ok', content: 'x' }]), 'name')
})

t.test('refuses a tar name that is not UTF-8', async (t) => {
  const tar = makeTar([{ name: 'a\u0080.js', content: 'x' }])
  const at = tar.indexOf(Buffer.from('\u0080'))
  tar.writeUInt16BE(0x80c2, at) // the same sum, the wrong order
  await assertRefused(t, tar, 'name')
})

/** A15: names that are one file on some systems. */
const twins: [what: string, first: string, second: string][] = [
  ['are the same', 'a.js', 'a.js'],
  ['differ in letter case', 'src/a.js', 'src/A.js'],
  ['differ in the case of a folder', 'src/a.js', 'SRC/b.js'],
  ['differ in how an accent is written', 'e\u0301.js', '\u00e9.js'],
  ['fold to the same letters', 'stra\u00dfe.js', 'STRASSE.js'],
  ['are a file and a folder', 'a', 'a/b.js'],
  ['are a folder and a file', 'a/b.js', 'a'],
]

for (const [what, first, second] of twins) {
  t.test(`refuses two paths that ${what} (A15)`, async (t) => {
    const files = [first, second].map((name) => ({ name, content: name }))
    await assertRefused(t, makeZip(files), 'duplicate')
    await assertRefused(t, makeTar(files), 'duplicate')
  })
}

t.test('refuses two tar paths that are one after the leading ./ (A15)', async (t) => {
  await assertRefused(
    t,
    makeTar([
      { name: './a.js', content: '1' },
      { name: 'a.js', content: '2' },
    ]),
    'duplicate',
  )
})
