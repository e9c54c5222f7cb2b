import type { SourceTree, SubmittedTree } from '../contracts/source-tree.js'
import { readPackageTree, readSourceTree } from './archive/read-source-tree.js'
import { copyBlobToFile } from './blob-file.js'
import type { BlobStore } from './blob-store.js'

/**
 * The tree of a stored archive, as it is graded: whoever grades, shows or hands out a submission reads it here.
 * Throws `RejectedUpload` where the archive may not be taken (any more); where the blob is missing, our fault.
 */
export async function readStoredTree(blobs: BlobStore, sha256: string): Promise<SubmittedTree> {
  await using file = await copyBlobToFile(blobs, sha256)
  return await readSourceTree(file.path)
}

/** The files of a stored exercise package. */
export async function readStoredPackage(blobs: BlobStore, digest: string): Promise<SourceTree> {
  await using file = await copyBlobToFile(blobs, digest)
  return await readPackageTree(file.path)
}
