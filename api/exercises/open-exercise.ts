import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { CallerError } from '../../contracts/errors.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { AppContext } from '../app-context.js'
import { isStaff, type Caller } from '../http/caller.js'
import { findAssignmentsOf, hasOpened } from '../database/assignments.js'
import { findExercise, type PublishedExercise } from '../database/exercises.js'
import type { Queryable } from '../database/open-database.js'

/**
 * An exercise that the caller may read. Who gets it as homework that has not opened yet may not: for them it does not
 * exist. Throws `exercise-not-found`.
 */
export async function openExercise(db: Queryable, caller: Caller, slug: string): Promise<PublishedExercise> {
  const exercise = await findExercise(db, slug)
  const assigned = isStaff(caller) ? [] : await findAssignmentsOf(db, caller, slug)
  const now = new Date()
  if (assigned.length > 0 && !assigned.some((assignment) => hasOpened(assignment, now))) {
    throw new CallerError(
      'exercise-not-found',
      'No exercise is published under that slug; GET /v1/exercises lists all exercises.',
    )
  }
  return exercise
}

const contractFile = 'openapi.yaml'

/**
 * By the digest of a package, which always means the same files: every view of an assignment asks, and opening a
 * package is much work.
 */
const haveContract = new Map<string, boolean>()

/** Whether a package has a contract. */
export async function hasContract(shelf: AppContext['shelf'], { digest }: PublishedExercise): Promise<boolean> {
  const known = haveContract.get(digest) ?? (await shelf.open(digest)).has(contractFile)
  haveContract.set(digest, known)
  return known
}

/** The contract of a package. Throws `not-found` where it has none. */
export async function readContract(shelf: AppContext['shelf'], exercise: PublishedExercise): Promise<Buffer> {
  const contract = (await shelf.open(exercise.digest)).get(contractFile)
  if (!contract) throw new CallerError('not-found', `The exercise ${exercise.slug} has no ${contractFile}.`)
  return contract
}

/**
 * What a learner begins with, the contract included, as a tar.gz and its file name. Throws `not-found` for a language
 * that is not offered.
 */
export async function packStarter(
  shelf: AppContext['shelf'],
  exercise: PublishedExercise,
  language: string,
): Promise<{ name: string; content: Readable }> {
  if (!(exercise.summary.languages as readonly string[]).includes(language)) {
    throw new CallerError('not-found', `The exercise is available in ${exercise.summary.languages.join(', ')}.`)
  }
  const files = await shelf.open(exercise.digest)
  const folder = `starter/${language}/`
  const contract = files.get(contractFile)
  const own = [...files]
    .filter(([path]) => path.startsWith(folder))
    .map(([path, content]) => [path.slice(folder.length), content] as const)
  const starter = new Map([...(contract ? [[contractFile, contract] as const] : []), ...own])
  return { name: `${exercise.slug}-${language}.tar.gz`, content: packTar(starter).pipe(createGzip()) }
}
