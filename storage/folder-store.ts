import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { assertSha256, type BlobStore, DigestStream, type StoredBlob, VerifyingStream } from './blob-store.js'

/**
 * Blobs in a folder, which several processes may share:
 *
 *   <root>/ab/cdef…      the blob abcdef…, complete from the moment it has this name
 *   <root>/incoming/…    being written; what a crash left there is removed by the next to open the folder
 */

/** A file not written to for this long has lost its writer: an upload takes minutes at most. */
const STALE_AFTER_MS = 60 * 60 * 1000

/** Opens a folder as a blob store, making it where it is missing and removing what crashed writers left. */
export async function openFolderStore(root: string): Promise<BlobStore> {
  const incoming = join(root, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await removeStaleFiles(incoming)
  return new FolderStore(root, incoming)
}

class FolderStore implements BlobStore {
  readonly #root: string
  readonly #incoming: string

  constructor(root: string, incoming: string) {
    this.#root = root
    this.#incoming = incoming
  }

  async put(stream: Readable): Promise<StoredBlob> {
    const temporaryPath = join(this.#incoming, randomUUID())
    try {
      const digest = new DigestStream()
      await pipeline(stream, digest, createWriteStream(temporaryPath, { flags: 'wx', mode: 0o600, flush: true }))
      const sha256 = digest.digest()
      const isNew = !(await this.has(sha256))
      await this.#settle(temporaryPath, this.#pathOf(sha256))
      return { sha256, bytes: digest.bytes, isNew }
    } catch (error) {
      await rm(temporaryPath, { force: true })
      throw error
    }
  }

  async open(sha256: string): Promise<Readable> {
    const handle = await open(this.#pathOf(sha256), 'r')
    const verifying = new VerifyingStream(sha256)
    // The reader learns of any trouble through the stream it was given.
    pipeline(handle.createReadStream(), verifying).catch(() => {})
    return verifying
  }

  async has(sha256: string): Promise<boolean> {
    return await access(this.#pathOf(sha256)).then(() => true, isMissing)
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#pathOf(sha256), { force: true })
  }

  #pathOf(sha256: string): string {
    assertSha256(sha256)
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2))
  }

  /** Gives the file its name in one step; over a blob of that name it changes nothing, or mends a damaged one. */
  async #settle(temporaryPath: string, path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rename(temporaryPath, path)
    await syncFolder(dirname(path))
    await syncFolder(this.#root)
  }
}

function isMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false
  throw error
}

/** Without it a name may be gone after a power cut, though the content is safe. */
async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

async function removeStaleFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const writtenMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()
    if (Date.now() - writtenMs > STALE_AFTER_MS) await rm(path, { force: true })
  }
}

/**
 * Opens the blob store that a URL names: `file:///path/to/folder`. Throws for a URL of another kind: a mistake
 * in the configuration, to be told at start.
 */
export async function openBlobStore(url: string): Promise<BlobStore> {
  if (url.startsWith('file:')) return await openFolderStore(fileURLToPath(url))
  throw new Error(`The blob store ${JSON.stringify(url)} has an unknown type; use file:///path/to/folder`)
}
