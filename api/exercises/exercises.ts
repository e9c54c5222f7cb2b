import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { and, asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { AppContext } from '../app-context.js'
import type { Queryable } from '../database/open-database.js'
import { exercises, type ExerciseSummary, packages } from './tables.js'

export interface PublishedExercise {
  slug: string
  digest: string
  updatedAt: Date
  summary: ExerciseSummary
  statement: string
}

const columns = {
  slug: exercises.slug,
  digest: exercises.digest,
  updatedAt: exercises.updatedAt,
  summary: packages.summary,
  statement: packages.statement,
}

export const listExercises = (db: Queryable): Promise<PublishedExercise[]> =>
  db
    .select(columns)
    .from(exercises)
    .innerJoin(packages, eq(packages.digest, exercises.digest))
    .orderBy(asc(exercises.slug))

/** A package that was published at some time, whatever its slug means now. */
export async function findPackage(db: Queryable, digest: string): Promise<PublishedExercise> {
  const [row] = await db
    .select({ ...columns, digest: packages.digest })
    .from(packages)
    .innerJoin(exercises, eq(exercises.slug, packages.slug))
    .where(eq(packages.digest, digest))
  if (!row) throw new Error(`no package has the digest ${digest}`)
  return row
}

/** Throws `exercise-not-found`. */
export async function findExercise(db: Queryable, slug: string): Promise<PublishedExercise> {
  const [row] = await db
    .select(columns)
    .from(exercises)
    .innerJoin(packages, eq(packages.digest, exercises.digest))
    .where(eq(exercises.slug, slug))
  if (!row)
    throw new CallerError(
      'exercise-not-found',
      `No exercise is published under that slug; GET /v1/exercises lists all exercises.`,
    )
  return row
}

/** Throws `exercise-not-found` where the exercise never had that package. */
export async function assertPackage(db: Queryable, slug: string, digest: string): Promise<void> {
  const known = await db.$count(packages, and(eq(packages.digest, digest), eq(packages.slug, slug)))
  if (known === 0) throw new CallerError('exercise-not-found', `The exercise ${slug} has no package with that digest.`)
}

const contractFile = 'openapi.yaml'

/**
 * By the digest of a package, which always means the same files: every view of an assignment asks, and opening a
 * package is much work.
 */
const haveContract = new Map<string, boolean>()

/** Whether a package has a contract. */
export async function hasContract(shelf: AppContext['packages'], { digest }: PublishedExercise): Promise<boolean> {
  const known = haveContract.get(digest) ?? (await shelf.open(digest)).has(contractFile)
  haveContract.set(digest, known)
  return known
}

/** The contract of a package. Throws `not-found` where it has none. */
export async function readContract(shelf: AppContext['packages'], exercise: PublishedExercise): Promise<Buffer> {
  const contract = (await shelf.open(exercise.digest)).get(contractFile)
  if (!contract) throw new CallerError('not-found', `The exercise ${exercise.slug} has no ${contractFile}.`)
  return contract
}

/**
 * What a learner begins with, the contract included, as a tar.gz and its file name. Throws `not-found` for a language
 * that is not offered.
 */
export async function packStarter(
  shelf: AppContext['packages'],
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
