import type { SourceTree } from '../../contracts/source-tree.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import { settleTree } from './settle-tree.js'
import { walkArchive } from './walk-archive.js'

/**
 * Reads a zip, tar or tar.gz into memory (at most `limits.inflatedBytes`), settled as `settleTree` says.
 * Throws `RejectedUpload` for the sender's mistakes.
 */
export async function readSourceTree(archiveFilePath: string, limits: UploadLimits = uploadLimits): Promise<SourceTree> {
  const chunks = new Map<string, Buffer[]>()
  await walkArchive(archiveFilePath, limits, (path) => {
    const content: Buffer[] = []
    chunks.set(path, content)
    return (chunk) => content.push(chunk)
  })
  return new Map([...settleTree(chunks)].map(([path, content]) => [path, Buffer.concat(content)]))
}
