/** How long an archive keeps the thread: never so long that other requests notice, whatever it holds (A25). */
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { inspectArchive } from '../../../storage/archive/inspect-archive.js'
import { RejectedUpload } from '../../../storage/rejected-upload.js'
import { saveArchive } from './judge-archive.js'
import { makeTar, paxGlobal, paxHeader } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'

/** 400 characters, 32 folders, none of them shared with another path: the dearest that a path may be. */
const deepPath = (index: number) => `${Array.from({ length: 31 }, (_, depth) => `${index}-${depth}-éééé`.padEnd(11, 'e')).join('/')}/f`
const deep = Array.from({ length: 400 }, (_, index) => ({ name: deepPath(index), content: 'x' }))
const dense = Array.from({ length: 400 }, (_, index) => ({ name: `f${index}`, content: Buffer.alloc(50_000, index) }))
const globals = (count: number) => Array.from({ length: count }, () => paxGlobal({ comment: 'x' }))

const costly: [what: string, archive: () => Buffer][] = [
  ['a zip of deep paths', () => makeZip(deep)],
  ['a tar of deep paths', () => makeTar(deep.flatMap((file) => [paxHeader({ path: file.name }), { name: 'x', content: 'x' }]))],
  ['a zip of many files that unpack to a thousand times their size', () => makeZip(dense)],
  ['a tar.gz of 5000 global headers', () => gzipSync(makeTar([...globals(5000), { name: 'a', content: 'x' }]))],
  ['a PAX header of 200 KB', () => makeTar([paxHeader({ comment: 'x'.repeat(90_000) }), { name: 'a', content: 'x' }])],
  ['a zip whose extra fields fill megabytes', () => makeZip(Array.from({ length: 100 }, (_, index) => ({ name: `f${index}`, extra: manyFields })))],
]

/** The largest that there is room for, all of them of four bytes and the same. */
const manyFields = Buffer.alloc(65_532, Buffer.from([0x55, 0x54, 0, 0]))

/** CPU time, so that a busy machine changes nothing; turns are of 10 ms. What zlib does in other threads is in it, too. */
const MAX_MS = 50

for (const [what, make] of costly) {
  t.test(`does not keep the thread with ${what} (A25)`, async (t) => {
    const path = await saveArchive(t, make())
    const longest = await longestTurn(async () => {
      await inspectArchive(path).catch((error: unknown) => {
        if (!(error instanceof RejectedUpload)) throw error
      })
    })
    t.ok(longest < MAX_MS, `at most ${longest.toFixed(0)} ms at a time`)
  })
}

/** The most CPU time, in ms, that was spent between two turns of the event loop while `work` went on. */
async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0
  let before = process.cpuUsage()
  let isDone = false
  const look = () => {
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.cpuUsage()
    if (!isDone) setImmediate(look)
  }
  setImmediate(look)
  await work()
  isDone = true
  look()
  return longest
}
