import { constants, existsSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { filesUnder } from '../contracts/exercise/reference.js'
import { leftOutName } from '../contracts/left-out.js'
import { uploadLimits, type UploadLimits } from '../contracts/limits.js'
import type { SourceTree, SubmittedTree } from '../contracts/source-tree.js'
import { type LeaveOut, UploadLedger } from './archive/upload-ledger.js'
import { expandSamples } from './expand-samples.js'
import { quotePath, RejectedUpload, specialEntry } from './rejected-upload.js'

/**
 * What an author's tools leave in an exercise's folder. Samples may bring their own `__pycache__`, to be graded as they
 * are.
 */
const ignoredInExercises: ReadonlySet<string> = new Set(['.git', 'node_modules', '.DS_Store'])

/**
 * Reads the folder of an exercise package, to be checked by `readExercisePackage` and packed by `packTar`.
 * Throws `RejectedUpload` for links and special files, and where the package is larger than an upload may be;
 * `CallerError('package-invalid')` where samples cannot be completed.
 */
export const readExerciseFolder = async (folderPath: string): Promise<SourceTree> =>
  expandSamples((await treeFromFolder(folderPath, uploadLimits, nameIgnored)).files)

const nameIgnored = (path: string) => (ignoredInExercises.has(basename(path)) ? basename(path) : undefined)

/** Reads the folder of a submission. That of a labelled sample is completed, and read without its `expect.yaml`. */
export async function readSubmissionFolder(folderPath: string): Promise<SubmittedTree> {
  const sample = await readSampleFolder(folderPath)
  if (!sample) return treeFromFolder(folderPath)
  const names = new Map([...sample.keys()].map((path) => [path, leftOutName(path)]))
  return {
    files: new Map([...sample].filter(([path]) => names.get(path) === undefined)),
    leftOut: [...new Set(names.values())].filter((name) => name !== undefined).sort(),
  }
}

/** The complete files of a labelled sample, by its folder in a package; `undefined` for any other folder. */
export async function readSampleFolder(folderPath: string): Promise<SourceTree | undefined> {
  const folder = resolve(folderPath)
  const submissions = dirname(dirname(folder))
  const root = dirname(submissions)
  if (basename(submissions) !== 'submissions' || !existsSync(join(root, 'exercise.yaml'))) return undefined
  const path = relative(root, folder)
  return filesUnder(await readExerciseFolder(root), path, 'expect.yaml')
}

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
      throw specialEntry(path)
    }
  }
}

/** Opens without following a link or waiting on a fifo put there since the folder was listed. */
async function readPlainFile(filePath: string, path: string, limits: UploadLimits): Promise<Buffer> {
  await using handle = await open(filePath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const stat = await handle.stat()
  if (!stat.isFile()) throw specialEntry(path)
  if (stat.size > limits.inflatedBytes) {
    throw new RejectedUpload(
      'size',
      `${quotePath(path)} is larger than the ${limits.inflatedBytes} bytes allowed in total.`,
      path,
    )
  }
  return await handle.readFile()
}
