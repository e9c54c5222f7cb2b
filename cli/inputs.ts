import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CallerError } from '../contracts/errors.js'
import { type ExercisePackage, readExercisePackage } from '../contracts/exercise/exercise-package.js'
import { withMarks } from '../contracts/left-out.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { readSourceTree, settleTree } from '../storage/archive/read-source-tree.js'
import { packageDigest } from '../storage/archive/write-tar.js'
import { readExerciseFolder, readSubmissionFolder } from '../storage/exercise-folder.js'

/** An exercise package and the digest it is published under. */
export interface Exercise {
  exercise: ExercisePackage
  digest: string
}

/** Reads and checks the folder of an exercise. Throws `CallerError` with every mistake in it. */
export async function readExercise(folder: string): Promise<Exercise> {
  if (!(await isFolder(folder)))
    throw new CallerError('exercise-not-found', `${folder} is a file: give the folder of the exercise.`)
  const files = await readExerciseFolder(folder)
  return { exercise: readExercisePackage(files), digest: await packageDigest(files) }
}

/** A submission's files, and the SHA-256 it is told by: of the archive, or of the canonical tar of a folder. */
export interface Submission {
  source: SourceTree
  /** The names of what was left out. */
  leftOut: readonly string[]
  /** As in `SubmittedTree`. */
  topFolder?: string
  sha256: string
}

/**
 * Reads a submission by the rules of an upload, so that it is graded as the API would grade it.
 * Throws `CallerError` where nothing is there, `RejectedUpload` where it may not be taken.
 */
export async function readSubmission(path: string): Promise<Submission> {
  if (!(await isFolder(path))) {
    const { files, ...others } = await readSourceTree(path)
    return { source: files, ...others, sha256: await digestFile(path) }
  }
  const submitted = await readSubmissionFolder(path)
  const { files, ...others } = settleTree(submitted.files, submitted.leftOut, String)
  return { source: files, ...others, leftOut: submitted.leftOut, sha256: await packageDigest(withMarks(submitted)) }
}

/** Whether a path is a folder, else a file. Throws `CallerError` where there is neither. */
export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error)
  if (found instanceof Error) {
    const why = found.code === 'ENOENT' ? 'does not exist' : `cannot be read (${found.code})`
    throw new CallerError('bad-request', `${path} ${why}.`)
  }
  return found.isDirectory()
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
