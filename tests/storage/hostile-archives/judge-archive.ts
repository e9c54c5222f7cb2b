import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { inspectArchive, readSourceTree } from '../../../storage/archive/read-source-tree.js'
import { RejectedUpload, type RejectionReason } from '../../../storage/rejected-upload.js'

/** Puts an archive into a folder of its own, deep enough that `../..` would still be ours; gone after the test. */
export async function saveArchive(t: Test, bytes: Buffer): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'assay-archive-'))
  t.teardown(() => rm(root, { recursive: true }))
  const path = join(root, 'upload')
  await writeFile(path, bytes)
  return path
}

/** Both readers refuse the archive for this reason, with a sentence that is safe to print, and write nothing at all. */
export async function assertRefused(t: Test, bytes: Buffer, reason: RejectionReason): Promise<void> {
  const path = await saveArchive(t, bytes)
  for (const read of [readSourceTree, inspectArchive]) {
    const error = await read(path).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof RejectedUpload)) throw new Error(`Not refused by ${read.name}`, { cause: error })
    t.equal(error.reason, reason, `${read.name}: ${error.detail}`)
    t.match(error.detail, /^[^\p{C}]+\.$/u, 'the detail is one printable sentence')
  }
  await assertNothingWritten(t, path)
}

/** The archive is read; returns its files as text. */
export async function readArchive(t: Test, bytes: Buffer): Promise<Record<string, string>> {
  const path = await saveArchive(t, bytes)
  const { files: tree } = await readSourceTree(path)
  t.same((await inspectArchive(path)).paths, [...tree.keys()], 'both readers see the same paths')
  await assertNothingWritten(t, path)
  return Object.fromEntries([...tree].map(([name, content]) => [name, content.toString()]))
}

/** Names that the hostile archives of these tests try to create outside of every folder of ours. */
export const escapeName = 'assay-escaped'

async function assertNothingWritten(t: Test, archivePath: string): Promise<void> {
  const folder = join(archivePath, '..')
  t.same(await readdir(folder), ['upload'], 'nothing is written beside the upload')
  const targets = [
    folder,
    join(folder, '..'),
    join(folder, '../..'),
    process.cwd(),
    '/',
    '/tmp',
    join(process.cwd(), '..'),
  ]
  t.notOk(
    targets.some((target) => existsSync(join(target, escapeName))),
    'nothing is written anywhere else',
  )
}
