import { leavingName, leftOutName } from '../../contracts/left-out.js'
import type { SourceTree, SubmittedTree } from '../../contracts/source-tree.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import { settleTree } from './settle-tree.js'
import type { LeaveOut } from './upload-ledger.js'
import { walkArchive } from './walk-archive.js'

/**
 * Reads a submission, a zip, tar or tar.gz, into memory (at most `limits.inflatedBytes`): without what is left out, and
 * settled as `settleTree` says. Throws `RejectedUpload` for the sender's mistakes.
 */
export const readSourceTree = (archiveFilePath: string, limits: UploadLimits = uploadLimits): Promise<SubmittedTree> =>
  readTree(archiveFilePath, limits, leftOutName)

/** Reads an exercise package in the same way, and leaves out no more than systems leave behind. */
export const readPackageTree = async (archiveFilePath: string): Promise<SourceTree> =>
  (await readTree(archiveFilePath, uploadLimits, leavingName)).files

async function readTree(archiveFilePath: string, limits: UploadLimits, leaveOut: LeaveOut): Promise<SubmittedTree> {
  const read = new Map<string, Buffer>()
  let joinLast = () => {}
  // Each file is joined when the next one begins: all at once would block the event loop for as long as copying them
  // takes.
  const openSink = (path: string) => {
    joinLast()
    const chunks: Buffer[] = []
    joinLast = () => void read.set(path, Buffer.concat(chunks))
    return (chunk: Buffer) => chunks.push(chunk)
  }
  const { leftOut } = await walkArchive(archiveFilePath, limits, openSink, leaveOut)
  joinLast()
  return { ...settleTree(read, leftOut, String), leftOut }
}
