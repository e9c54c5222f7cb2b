import t from 'tap'
import { readSourceFile, sourceBounds } from '../../../api/submissions/report/read-source.js'

const read = (content: string | Uint8Array) => readSourceFile(new Map([['a', Buffer.from(content as string)]]), 'a')

t.test('reads lines, whatever ends them', async (t) => {
  t.same(read('a\nb\r\nc\rd\n'), { path: 'a', bytes: 9, lines: ['a', 'b', 'c', 'd'], cut: null })
  t.same(read(''), { path: 'a', bytes: 0, lines: [''], cut: null })
})

t.test('says why a file is not shown', async (t) => {
  t.match(read(new Uint8Array([65, 0, 66])), { lines: null, reason: 'Not shown: this is not a text file.' })
  t.match(read(new Uint8Array([0xff, 0xfe, 0x41])), { lines: null, reason: 'Not shown: this is not a text file.' })
  t.match(read('x'.repeat(sourceBounds.bytes + 1)), { lines: null, reason: /^Not shown: files over 512 kB/ })
  t.equal(readSourceFile(new Map(), '../a'), undefined)
})

t.test('cuts what is too long and says so', async (t) => {
  const file = read(`${'x'.repeat(sourceBounds.lineLength + 5)}\n${'y\n'.repeat(sourceBounds.lines)}`)
  t.equal(file?.lines?.length, sourceBounds.lines)
  t.equal(file?.lines?.[0]?.length, sourceBounds.lineLength + 1)
  t.match(file, {
    cut: 'Shown: only the first 2000 of 2001 lines, long lines up to 2000 characters. The rest is in the download.',
  })
})
