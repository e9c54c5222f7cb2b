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
export const readSourceTree = (archiveFilePath: string, limits: UploadLimits = uploadLimits): Promise<SubmittedTree> => readTree(archiveFilePath, limits, leftOutName)

/** Reads an exercise package in the same way, and leaves out no more than systems leave behind. */
export const readPackageTree = async (archiveFilePath: string): Promise<SourceTree> => (await readTree(archiveFilePath, uploadLimits, leavingName)).files

async function readTree(archiveFilePath: string, limits: UploadLimits, leaveOut: LeaveOut): Promise<SubmittedTree> {
  const chunks = new Map<string, Buffer[]>()
  const openSink = (path: string) => {
    const content: Buffer[] = []
    chunks.set(path, content)
    return (chunk: Buffer) => content.push(chunk)
  }
  const { leftOut } = await walkArchive(archiveFilePath, limits, openSink, leaveOut)
  const read = new Map([...chunks].map(([path, content]) => [path, Buffer.concat(content)]))
  return { ...settleTree(read, leftOut, String), leftOut }
}
