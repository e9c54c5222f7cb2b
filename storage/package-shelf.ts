import { readExercisePackage, type ExercisePackage } from '../contracts/exercise-package.js'
import type { BlobStore } from './blob-store.js'
import { readStoredTree } from './read-stored-tree.js'

/** Packages kept open; each can hold up to what an upload may unpack to. */
const SHELF_SIZE = 8

/** Opens published packages by digest and keeps the last few: a digest always means the same bytes. */
export class PackageShelf {
  readonly #blobs: BlobStore
  readonly #open = new Map<string, Promise<ExercisePackage>>()

  constructor(blobs: BlobStore) {
    this.#blobs = blobs
  }

  /** Throws where the blob is missing or damaged: our fault, as only checked packages are published. */
  async open(digest: string): Promise<ExercisePackage> {
    const known = this.#open.get(digest)
    const opening = known ?? this.#read(digest)
    this.#open.delete(digest)
    this.#open.set(digest, opening)
    if (this.#open.size > SHELF_SIZE) this.#open.delete([...this.#open.keys()][0] as string)
    try {
      return await opening
    } catch (error) {
      this.#open.delete(digest)
      throw new Error(`the package ${digest} cannot be opened`, { cause: error })
    }
  }

  async #read(digest: string): Promise<ExercisePackage> {
    return readExercisePackage(await readStoredTree(this.#blobs, digest))
  }
}
