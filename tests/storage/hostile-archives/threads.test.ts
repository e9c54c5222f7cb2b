/** How long an archive keeps the thread: never so long that other requests notice, whatever it holds (A25). */
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { longestBlock } from '../../../bench/parsers/longest-block.js'
import { inspectArchive } from '../../../storage/archive/read-source-tree.js'
import { RejectedUpload } from '../../../storage/rejected-upload.js'
import { saveArchive } from './judge-archive.js'
import { makeTar, paxGlobal, paxHeader } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'

/** 400 characters, 32 folders, none of them shared with another path: the dearest that a path may be. */
const deepPath = (index: number) =>
  `${Array.from({ length: 31 }, (_, depth) => `${index}-${depth}-éééé`.padEnd(11, 'e')).join('/')}/f`
const deep = Array.from({ length: 400 }, (_, index) => ({ name: deepPath(index), content: 'x' }))
const dense = Array.from({ length: 400 }, (_, index) => ({ name: `f${index}`, content: Buffer.alloc(50_000, index) }))
const many = Array.from({ length: 65_535 }, (_, index) => ({ name: `f${index}` }))
const globals = (count: number) => Array.from({ length: count }, () => paxGlobal({ comment: 'x' }))

const costly: [what: string, archive: () => Buffer][] = [
  ['a zip of deep paths', () => makeZip(deep)],
  [
    'a tar of deep paths',
    () => makeTar(deep.flatMap((file) => [paxHeader({ path: file.name }), { name: 'x', content: 'x' }])),
  ],
  ['a zip of many files that unpack to a thousand times their size', () => makeZip(dense)],
  ['a tar.gz of 5000 global headers', () => gzipSync(makeTar([...globals(5000), { name: 'a', content: 'x' }]))],
  ['a PAX header of 200 KB', () => makeTar([paxHeader({ comment: 'x'.repeat(90_000) }), { name: 'a', content: 'x' }])],
  ['a tar of 4 MB of zeros at its end', () => makeTar([{ name: 'a', content: 'x' }], Buffer.alloc(4_000_256))],
  ['a tar of almost 20 MB of zeros at its end', () => makeTar([{ name: 'a', content: 'x' }], Buffer.alloc(20_000_256))],
  [
    'a tar.gz of 50 MB of zeros at its end',
    () => gzipSync(makeTar([{ name: 'a', content: 'x' }], Buffer.alloc(50_000_384))),
  ],
  ['a tar of 65,535 entries', () => gzipSync(makeTar(many))],
  ['a zip of 65,535 entries', () => makeZip(many)],
  [
    'a zip whose extra fields fill megabytes',
    () => makeZip(Array.from({ length: 100 }, (_, index) => ({ name: `f${index}`, extra: manyFields }))),
  ],
]

/** The largest that there is room for, all of them of four bytes and the same. */
const manyFields = Buffer.alloc(65_532, Buffer.from([0x55, 0x54, 0, 0]))

/**
 * CPU time of this thread, so that others on the machine change little; turns are of 10 ms. The best of three:
 * collecting garbage or compiling can fall into any turn, what an archive costs falls into each.
 */
const MAX_MS = 50

for (const [what, make] of costly) {
  t.test(`does not keep the thread with ${what} (A25)`, async (t) => {
    const path = await saveArchive(t, make())
    const inspect = () =>
      inspectArchive(path).catch((error: unknown) => {
        if (!(error instanceof RejectedUpload)) throw error
      })
    await inspect()
    const blocks = [await longestBlock(inspect), await longestBlock(inspect), await longestBlock(inspect)].map(
      ({ mainMs }) => mainMs,
    )
    t.ok(Math.min(...blocks) < MAX_MS, `${blocks.map((ms) => ms.toFixed(0)).join(', ')} ms at a time`)
  })
}
