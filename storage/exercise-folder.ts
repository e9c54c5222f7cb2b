import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { leftOutName } from '../contracts/left-out.js'
import { uploadLimits } from '../contracts/limits.js'
import { filesUnder } from '../contracts/exercise/reference.js'
import type { SourceTree, SubmittedTree } from '../contracts/source-tree.js'
import { treeFromFolder } from './archive/tree-from-folder.js'
import { expandSamples } from './expand-samples.js'

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
