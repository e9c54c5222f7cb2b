import type { SourceTree } from '../../contracts/source-tree.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import { settleTree } from './settle-tree.js'
import { UploadLedger } from './upload-ledger.js'

/** One file of an upload that came without an archive around it. */
export interface LooseFile {
  path: string
  bytes: Buffer
}

/** Makes a tree of files sent one by one, by the same rules as an archive. Throws `RejectedUpload`. */
export function treeFromFiles(files: Iterable<LooseFile>, limits: UploadLimits = uploadLimits): SourceTree {
  const ledger = new UploadLedger(limits)
  const tree = new Map<string, Buffer>()
  for (const { path, bytes } of files) {
    ledger.admitFile(path)
    ledger.countBytes(bytes.length)
    tree.set(path, bytes)
  }
  return settleTree(tree)
}
