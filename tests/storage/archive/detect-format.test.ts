import t from 'tap'
import { assertRefused, saveArchive } from '../hostile-archives/judge-archive.js'
import { readSourceTree } from '../../../storage/archive/read-source-tree.js'

const found: [what: string, bytes: Buffer][] = [
  ['a 7z archive', Buffer.from('377abcaf271c0004', 'hex')],
  ['a RAR archive', Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1')],
  ['an xz archive', Buffer.from('fd377a585a0000', 'hex')],
  ['a bzip2 archive', Buffer.from('BZh91AY')],
  ['a Zstandard archive', Buffer.from('28b52ffd24', 'hex')],
  ['a PDF document', Buffer.from('%PDF-1.7')],
  ['a web page', Buffer.from('\n<!DOCTYPE html><title>Log in</title>')],
  ['not an archive', Buffer.from('console.log(1)')],
]

for (const [what, bytes] of found) {
  t.test(`${what} is refused as what it is, with what to send`, async (t) => {
    await assertRefused(t, bytes, 'structure')
    await t.rejects(readSourceTree(await saveArchive(t, bytes)), {
      message: new RegExp(`^The file is ${what}.*; send a zip, tar or tar.gz of your project instead\\.$`),
    })
  })
}

t.test('a file of no bytes is refused as empty', async (t) => {
  await assertRefused(t, Buffer.alloc(0), 'empty')
})
