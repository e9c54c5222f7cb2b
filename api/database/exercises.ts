import { asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from './open-database.js'
import { exercises, packages, type ExerciseSummary } from './schema.js'

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
  db.select(columns).from(exercises).innerJoin(packages, eq(packages.digest, exercises.digest)).orderBy(asc(exercises.slug))

/** Throws `exercise-not-found`. */
export async function findExercise(db: Queryable, slug: string): Promise<PublishedExercise> {
  const [row] = await db
    .select(columns)
    .from(exercises)
    .innerJoin(packages, eq(packages.digest, exercises.digest))
    .where(eq(exercises.slug, slug))
  if (!row) throw new CallerError('exercise-not-found', `No exercise is published under that slug; GET /v1/exercises lists those there are.`)
  return row
}
