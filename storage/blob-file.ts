import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BlobStore } from './blob-store.js'

/** A blob as a file on this machine, for readers that must jump about in it. Gone when disposed of. */
export interface BlobFile extends AsyncDisposable {
  path: string
}

/** Copies a blob into a temporary file, with its digest checked before the file is handed out. */
export async function copyBlobToFile(store: BlobStore, sha256: string, folder: string = tmpdir()): Promise<BlobFile> {
  const path = join(folder, `assay-blob-${randomUUID()}`)
  const remove = () => rm(path, { force: true })
  try {
    await pipeline(await store.open(sha256), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await remove()
    throw error
  }
  return { path, [Symbol.asyncDispose]: remove }
}
