import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { readSourceTree } from '../../../storage/archive/read-source-tree.js'
import { RejectedUpload } from '../../../storage/rejected-upload.js'
import { saveArchive } from './judge-archive.js'
import { gnuLongName, makeTar, paxHeader } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'

const MUTANTS = 150

const files = [
  { name: 'src/', mode: 0o40755 },
  { name: 'src/a.js', content: 'console.log(1)\n'.repeat(40) },
  { name: 'b.py', content: 'print(1)', method: 0 },
]
const entries = [
  { name: 'src/', type: '5' },
  paxHeader({ path: 'src/long.js', mtime: '1' }),
  { name: 'x', content: 'y'.repeat(700) },
  gnuLongName('src/longer.js'),
  { name: 'x', content: 'z' },
]

const sound: [format: string, archive: Buffer][] = [
  ['zip', makeZip(files)],
  ['zip64', makeZip(files, { zip64: {} })],
  ['tar', makeTar(entries)],
  ['tar.gz', gzipSync(makeTar(entries))],
]

/** A small generator with a seed, so that a mutant that fails can be made again. */
function seedRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function mutate(archive: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(archive)
  for (let changes = 1 + random(3); changes > 0; changes -= 1) {
    const at = random(copy.length)
    const bytes = [0, 0xff, 0x80, random(256)][random(4)] ?? 0
    copy.fill(bytes, at, Math.min(copy.length, at + 1 + random(8)))
  }
  return random(5) === 0 ? copy.subarray(0, random(copy.length)) : copy
}

for (const [format, archive] of sound) {
  t.test(`a damaged ${format} is read or refused, and never a fault of ours`, async (t) => {
    const path = await saveArchive(t, archive)
    for (let seed = 0; seed < MUTANTS; seed += 1) {
      await writeFile(path, mutate(archive, seedRandom(seed * 7919)))
      const error = await readSourceTree(path).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error !== undefined && !(error instanceof RejectedUpload)) throw new Error(`seed ${seed}`, { cause: error })
    }
    t.pass(`${MUTANTS} mutants`)
  })
}
