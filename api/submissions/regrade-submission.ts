import { and, eq, ne } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import { assertPackage, findExercise } from '../exercises/exercises.js'
import type { Database } from '../database/open-database.js'
import { addRun, type RunRow, type SubmissionRow } from './runs.js'
import { runs } from './tables.js'
import { lockSubmissions } from '../database/lock-grades.js'

/**
 * Adds a run to a submission, against the package of its assignment, else the exercise as it is now, or an earlier one.
 * Earlier reports stay. The learner reads the reason where the grade changes. Throws `still-running`,
 * `exercise-not-found`.
 */
export async function regradeSubmission(
  db: Database,
  request: {
    submission: SubmissionRow
    assignment: AssignmentRow | null
    digest: string | undefined
    reason: string | undefined
    requestedBy: string
  },
): Promise<RunRow> {
  const { submission, assignment } = request
  const exerciseDigest =
    request.digest ?? assignment?.exerciseDigest ?? (await findExercise(db, submission.slug)).digest
  await assertPackage(db, submission.slug, exerciseDigest)
  return db.transaction(async (tx) => {
    await lockSubmissions(tx, [submission.id])
    const open = await tx.$count(
      runs,
      and(eq(runs.submissionId, submission.id), ne(runs.state, 'done'), eq(runs.isDry, false)),
    )
    if (open > 0)
      throw new CallerError('still-running', 'A run of this submission is not finished yet; wait for its report.', {
        retryAfterSeconds: 10,
      })
    const run = await addRun(tx, { submission, exerciseDigest, requestedBy: request.requestedBy })
    const details = { run: run.number, exerciseDigest, ...(request.reason !== undefined && { reason: request.reason }) }
    await recordAudit(tx, {
      actor: request.requestedBy,
      action: 'run.requested',
      courseId: submission.courseId,
      subject: submission.id,
      details,
    })
    return run
  })
}
