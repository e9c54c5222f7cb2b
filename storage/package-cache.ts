import type { SourceTree, SubmittedTree } from '../contracts/source-tree.js'
import { readPackageTree, readSourceTree } from './archive/read-source-tree.js'
import { type BlobStore, copyBlobToFile } from './blob-store.js'

/** Packages kept open; each can hold up to what an upload may unpack to. */
const MOST_OPEN = 8

/**
 * Opens published packages by digest and keeps the last few: a digest always means the same bytes. What is kept of a
 * package is what `read` makes of its files.
 */
export class PackageCache<Package = SourceTree> {
  readonly #blobs: BlobStore
  readonly #read: (files: SourceTree) => Package
  readonly #open = new Map<string, Promise<Package>>()

  constructor(blobs: BlobStore, read: (files: SourceTree) => Package) {
    this.#blobs = blobs
    this.#read = read
  }

  /** Throws where the blob is missing or damaged: our fault, as only checked packages are published. */
  async open(digest: string): Promise<Package> {
    const known = this.#open.get(digest)
    const opening = known ?? this.#fetch(digest)
    this.#open.delete(digest)
    this.#open.set(digest, opening)
    if (this.#open.size > MOST_OPEN) this.#open.delete([...this.#open.keys()][0] as string)
    try {
      return await opening
    } catch (error) {
      this.#open.delete(digest)
      throw new Error(`the package ${digest} cannot be opened`, { cause: error })
    }
  }

  async #fetch(digest: string): Promise<Package> {
    return this.#read(await readStoredPackage(this.#blobs, digest))
  }
}

/**
 * The tree of a stored archive, as it is graded: whoever grades, shows or hands out a submission reads it here.
 * Throws `RejectedUpload` where the archive may not be taken (any more); where the blob is missing, our fault.
 */
export async function readStoredTree(blobs: BlobStore, sha256: string): Promise<SubmittedTree> {
  await using file = await copyBlobToFile(blobs, sha256)
  return await readSourceTree(file.path)
}

/** The files of a stored exercise package. */
async function readStoredPackage(blobs: BlobStore, digest: string): Promise<SourceTree> {
  await using file = await copyBlobToFile(blobs, digest)
  return await readPackageTree(file.path)
}
