import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { leftOutName } from '../../contracts/left-out.js'
import type { SubmittedTree } from '../../contracts/source-tree.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import { UploadLedger, type LeaveOut } from './upload-ledger.js'

/**
 * Reads a folder on disk by the same rules as an archive, leaving out what is left out of an upload. No folder is taken
 * off. Throws `RejectedUpload` for links, devices and all else that is no plain file; file errors as they are.
 */
export async function treeFromFolder(
  folderPath: string,
  limits: UploadLimits = uploadLimits,
  leaveOut: LeaveOut = leftOutName,
): Promise<SubmittedTree> {
  const ledger = new UploadLedger(limits, leaveOut)
  const tree = new Map<string, Buffer>()
  for await (const path of walkFolder(folderPath, '', ledger)) {
    const content = await readPlainFile(join(folderPath, path), path, limits)
    ledger.countBytes(content.length)
    tree.set(path, content)
  }
  if (tree.size === 0) throw new RejectedUpload('empty', `The folder ${quotePath(folderPath)} contains no files.`)
  return { files: new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1))), leftOut: ledger.leftOut }
}

async function* walkFolder(root: string, folder: string, ledger: UploadLedger): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (ledger.leavesOut(path)) continue
    if (entry.isDirectory()) {
      ledger.admitFolder(path)
      yield* walkFolder(root, path, ledger)
    } else if (entry.isFile()) {
      ledger.admitFile(path)
      yield path
    } else {
      throw specialFile(path)
    }
  }
}

/** Opens without following a link or waiting on a fifo put there since the folder was listed. */
async function readPlainFile(filePath: string, path: string, limits: UploadLimits): Promise<Buffer> {
  await using handle = await open(filePath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const stat = await handle.stat()
  if (!stat.isFile()) throw specialFile(path)
  if (stat.size > limits.inflatedBytes) {
    throw new RejectedUpload(
      'size',
      `${quotePath(path)} is larger than the ${limits.inflatedBytes} bytes allowed in total.`,
      path,
    )
  }
  return await handle.readFile()
}

const specialFile = (path: string) =>
  new RejectedUpload(
    'type',
    `${quotePath(path)} is a link, a device or another special file; send plain files only.`,
    path,
  )
