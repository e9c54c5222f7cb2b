import { and, desc, eq, ne } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { findExercise } from '../database/exercises.js'
import type { Database, Queryable } from '../database/open-database.js'
import { createRun, lockOwner, type RunRow, type SubmissionRow } from '../database/runs.js'
import { packages, runs } from '../database/schema.js'

/**
 * Adds a run to a submission, against the exercise as it is now or one of its earlier packages. Earlier reports
 * stay. Throws `still-running`, `exercise-not-found`.
 */
export async function regradeSubmission(
  db: Database,
  request: { submission: SubmissionRow; digest: string | undefined; requestedBy: string },
): Promise<RunRow> {
  const { submission } = request
  const exerciseDigest = request.digest ?? (await findExercise(db, submission.slug)).digest
  await assertPackage(db, submission.slug, exerciseDigest)
  return db.transaction(async (tx) => {
    await lockOwner(tx, submission.owner)
    const open = await tx.$count(runs, and(eq(runs.submissionId, submission.id), ne(runs.state, 'done')))
    if (open > 0) throw new CallerError('still-running', 'A run of this submission is not done yet; its report comes first.', { retryAfterSeconds: 10 })
    const [last] = await tx.select({ number: runs.number }).from(runs).where(eq(runs.submissionId, submission.id)).orderBy(desc(runs.number)).limit(1)
    return createRun(tx, { submission, exerciseDigest, requestedBy: request.requestedBy, number: (last?.number ?? 0) + 1 })
  })
}

async function assertPackage(db: Queryable, slug: string, digest: string): Promise<void> {
  const known = await db.$count(packages, and(eq(packages.digest, digest), eq(packages.slug, slug)))
  if (known === 0) throw new CallerError('exercise-not-found', `The exercise ${slug} never had a package of that digest.`)
}
