import { leftOutName } from '../../contracts/left-out.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import type { ArchiveFormat } from './detect-format.js'
import { settleTree } from './settle-tree.js'
import { walkArchive } from './walk-archive.js'

/** What an archive holds: the paths that would be graded, sorted, and their bytes when unpacked. */
export interface ArchiveSummary {
  format: ArchiveFormat
  paths: readonly string[]
  totalBytes: number
  /** The names of what was left out. */
  leftOut: readonly string[]
}

/**
 * Checks an archive as strictly as `readSourceTree` does, but keeps none of its content: memory stays small whatever
 * it unpacks to: only a folder that is imported by its name is told from another by the content, and is not known here.
 * Throws `RejectedUpload` for the sender's mistakes.
 */
export async function inspectArchive(
  archiveFilePath: string,
  limits: UploadLimits = uploadLimits,
): Promise<ArchiveSummary> {
  const sizes = new Map<string, number>()
  const openSink = (path: string) => {
    let bytes = 0
    sizes.set(path, bytes)
    return (chunk: Buffer) => sizes.set(path, (bytes += chunk.length))
  }
  const { format, leftOut } = await walkArchive(archiveFilePath, limits, openSink, leftOutName)
  const { files: kept } = settleTree(sizes, leftOut)
  return {
    format,
    leftOut,
    paths: [...kept.keys()],
    totalBytes: [...kept.values()].reduce((sum, bytes) => sum + bytes, 0),
  }
}
