import { CallerError } from '../../contracts/errors.js'
import { recordAudit } from '../database/audit.js'
import type { Queryable } from '../database/open-database.js'
import type { SubmissionRow } from '../database/runs.js'
import { findGrade } from './find-grade.js'
import { keepAssignmentOf, lockSubmissions } from '../database/lock-grades.js'
import { settleGrade, type GradeRow, type Override } from './settle-grade.js'

/** Sets what an attempt is worth, whatever its score. Throws `assignment-not-found` for practice. */
export async function overrideGrade(tx: Queryable, submission: SubmissionRow, override: Override): Promise<GradeRow> {
  const before = await readBefore(tx, submission)
  const after = await settleGrade(tx, submission.id, override)
  if (!after)
    throw new CallerError(
      'assignment-not-found',
      'The submission is practice: it belongs to no assignment and has no grade.',
    )
  await recordAudit(tx, {
    actor: override.by,
    action: 'grade.overridden',
    courseId: submission.courseId,
    subject: submission.id,
    details: detailsOf(before, after),
  })
  return after
}

/**
 * Gives an attempt back the grade that its score makes; does nothing where that is what it has. Throws `no-score` where
 * there is none to go back to: a grade is never blanked.
 */
export async function withdrawOverride(tx: Queryable, submission: SubmissionRow, by: string): Promise<GradeRow> {
  const before = await readBefore(tx, submission)
  const after = await settleGrade(tx, submission.id, null)
  if (!after)
    throw new CallerError(
      'no-score',
      'No run of the submission was assessed, so there is no score to go back to. Set another grade instead, or regrade it first.',
    )
  if (!before?.isOverridden) return after
  await recordAudit(tx, {
    actor: by,
    action: 'grade.override-withdrawn',
    courseId: submission.courseId,
    subject: submission.id,
    details: detailsOf(before, after),
  })
  return after
}

/** The grade as it stands, with nobody else changing it until the transaction ends. */
async function readBefore(tx: Queryable, { id }: SubmissionRow): Promise<GradeRow | null> {
  await keepAssignmentOf(tx, id)
  await lockSubmissions(tx, [id])
  return findGrade(tx, id)
}

const detailsOf = (before: GradeRow | null, after: GradeRow) => ({
  owner: after.owner,
  before: before && pick(before),
  after: pick(after),
})

const pick = ({ grade, score, latePercent, isOverridden, comment, version }: GradeRow) => ({
  grade,
  score,
  latePercent,
  isOverridden,
  comment,
  version,
})
