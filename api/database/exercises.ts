import { and, asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from './open-database.js'
import { exercises, packages, type ExerciseSummary } from '../tables.js'

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
