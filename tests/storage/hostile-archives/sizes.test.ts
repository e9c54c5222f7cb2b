import { crc32, createDeflateRaw, createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { arrivalLimits, uploadLimits } from '../../../contracts/limits.js'
import { inspectArchive } from '../../../storage/archive/read-source-tree.js'
import type { RejectionReason } from '../../../storage/rejected-upload.js'
import { assertRefused, saveArchive } from './judge-archive.js'
import { makeTar } from './tar-bytes.js'
import { makeZip, type ZipFileSpec } from './zip-bytes.js'

const MB = 1024 * 1024
const zeroMb = Buffer.alloc(MB)

const zeros = (megabytes: number) => Readable.from(Array.from({ length: megabytes }, () => zeroMb))

async function compressZeros(megabytes: number): Promise<ZipFileSpec> {
  let checksum = 0
  for (let written = 0; written < megabytes; written += 1) checksum = crc32(zeroMb, checksum)
  const compressed = await buffer(zeros(megabytes).pipe(createDeflateRaw()))
  return { name: 'b', compressed, declaredBytes: megabytes * MB, declaredCrc32: checksum }
}

async function gzipTarOfZeros(megabytes: number): Promise<Buffer> {
  const gzip = createGzip()
  const gzipped = buffer(gzip)
  gzip.write(makeTar([{ name: 'b', declaredBytes: megabytes * MB }], Buffer.alloc(0)))
  for await (const chunk of zeros(megabytes))
    if (!gzip.write(chunk)) await new Promise((resolve) => gzip.once('drain', resolve))
  gzip.end(Buffer.alloc(1024))
  return await gzipped
}

/** Runs `work` and returns by how much the memory of this process grew at most meanwhile, and how long it took. */
async function measure(work: () => Promise<unknown>): Promise<{ grownMb: number; ms: number }> {
  const before = process.memoryUsage.rss()
  const start = performance.now()
  let peak = before
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 1)
  await work()
  clearInterval(sampler)
  return { grownMb: (Math.max(peak, process.memoryUsage.rss()) - before) / MB, ms: performance.now() - start }
}

async function assertCheaplyRefused(t: Test, archive: Buffer, reason: RejectionReason, maxMs: number) {
  const path = await saveArchive(t, archive)
  const { grownMb, ms } = await measure(() => t.rejects(inspectArchive(path), { name: 'RejectedUpload', reason }))
  t.ok(grownMb < 64, `memory grew by ${grownMb.toFixed(1)} MB`)
  t.ok(ms < maxMs, `took ${ms.toFixed(0)} ms`)
  await assertRefused(t, archive, reason)
}

t.test('refuses 300 MB in 300 KB (A09)', async (t) => {
  const bomb = await compressZeros(300)
  await assertCheaplyRefused(t, makeZip([bomb]), 'size', 10_000)
  await assertCheaplyRefused(t, makeZip([{ ...bomb, declaredBytes: MB }]), 'size', 10_000)
  await assertCheaplyRefused(t, await gzipTarOfZeros(300), 'size', 10_000)
})

t.test('refuses many files that are too large only together (A09)', async (t) => {
  const part = await compressZeros(10)
  const files = Array.from({ length: 6 }, (_, index) => ({ ...part, name: `b${index}` }))
  await assertCheaplyRefused(t, makeZip(files), 'size', 10_000)
})

t.test('refuses a tar.gz of nothing but padding (A09)', async (t) => {
  const gzip = createGzip()
  zeros(80).pipe(gzip)
  const padding = await buffer(gzip)
  await assertCheaplyRefused(t, Buffer.concat([await gzipTarOfZeros(0), padding]), 'size', 10_000)
})

t.test('refuses 2 000 entries over one block of data (A10)', async (t) => {
  const data = await compressZeros(10)
  const copies = Array.from({ length: 1999 }, (_, index) => ({ ...data, name: `b${index}`, sameDataAs: 0 }))
  await assertCheaplyRefused(t, makeZip([data, ...copies]), 'size', 10_000)
})

t.test('refuses entries that overlap, small as they are (A10)', async (t) => {
  await assertRefused(
    t,
    makeZip([
      { name: 'a', content: 'x' },
      { name: 'b', content: 'x', sameDataAs: 0 },
    ]),
    'mismatch',
  )
})

t.test('refuses a size that is not the declared one, either way (A11)', async (t) => {
  const fiveMb = await compressZeros(5)
  await assertRefused(t, makeZip([{ ...fiveMb, declaredBytes: 10 }]), 'size')
  await assertRefused(t, makeZip([{ ...fiveMb, declaredBytes: MB }]), 'size')
  await assertRefused(t, makeZip([{ name: 'b', content: '0123456789', declaredBytes: 0xfffffff0 }]), 'size')
  await assertRefused(t, makeZip([{ name: 'b', content: '0123456789', declaredBytes: 11 }]), 'size')
  await assertRefused(t, makeZip([{ name: 'b', content: '0123456789', declaredBytes: 9 }]), 'size')
  await assertRefused(t, makeZip([{ name: 'b', content: '0123456789', method: 0, declaredBytes: 9 }]), 'size')
})

t.test('refuses 70 000 empty files before reading them (A12)', async (t) => {
  const files = Array.from({ length: 70_000 }, (_, index) => ({ name: `f${index}`, method: 0 }))
  await assertCheaplyRefused(t, makeZip(files, { zip64: {} }), 'count', 5000)
  await assertCheaplyRefused(t, makeZip(files), 'structure', 5000)
})

t.test('refuses one file more than allowed, and takes as many as allowed', async (t) => {
  const files = Array.from({ length: uploadLimits.files + 1 }, (_, index) => ({ name: `f${index}`, content: '' }))
  await assertRefused(t, makeZip(files), 'count')
  await assertRefused(t, makeTar(files), 'count')
  t.equal((await inspectArchive(await saveArchive(t, makeZip(files.slice(1))))).paths.length, uploadLimits.files)
})

t.test('refuses an archive over the upload limit unread', async (t) => {
  await assertRefused(t, Buffer.alloc(arrivalLimits.bytes + 1), 'size')
})

t.test('inspects the largest upload allowed without keeping what it unpacks', async (t) => {
  const path = await saveArchive(t, makeZip([await compressZeros(50)]))
  const { grownMb } = await measure(async () => t.equal((await inspectArchive(path)).totalBytes, 50 * MB))
  t.ok(grownMb < 64, `memory grew by ${grownMb.toFixed(1)} MB`)
})
