import { and, desc, eq, isNotNull, lt, sql } from 'drizzle-orm'
import { deductLate } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import { regrades } from '../courses/tables.js'
import { auditLog, recordAudit } from '../database/audit.js'
import { lockSubmissions, shareLockAssignmentOf } from '../database/lock-grades.js'
import type { Queryable } from '../database/open-database.js'
import type { RunRow, SubmissionRow } from '../submissions/runs.js'
import { currentRuns } from '../submissions/submissions.js'
import { runs, submissions } from '../submissions/tables.js'
import { type Override, settleGrade } from './settle-grade.js'
import { type GradeRow } from './grade-outbox.js'
import { grades } from './tables.js'

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
  await shareLockAssignmentOf(tx, id)
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

/** What a submission is worth now; `null` for practice and before its first score. */
export async function findGrade(db: Queryable, submissionId: string): Promise<GradeRow | null> {
  const [row] = await db.select().from(grades).where(eq(grades.submissionId, submissionId))
  return row ?? null
}

/** A grade as callers read it, of 100. */
export const describeGrade = ({ grade, score, latePercent, isOverridden, comment, version, settledAt }: GradeRow) => ({
  grade,
  maxGrade: 100,
  score,
  latePercent,
  isOverridden,
  comment,
  version,
  settledAt: settledAt.toISOString(),
})

/** As `describeGrade`, with what the last regrade changed; `null` where there is no grade. */
export async function describeGradeOf(db: Queryable, submissionId: string): Promise<object | null> {
  const grade = await findGrade(db, submissionId)
  return grade && { ...describeGrade(grade), regraded: await findRegraded(db, grade) }
}

/** A grade that a regrade changed: what it was, of 100, and why; `reason` is `null` where nobody gave one. */
export interface RegradedGrade {
  before: number
  after: number
  reason: string | null
}

/** What the last regrade made of a grade; `null` where it changed nothing, and where an instructor set the grade. */
export async function findRegraded(db: Queryable, grade: GradeRow): Promise<RegradedGrade | null> {
  if (grade.isOverridden || grade.runId === null) return null
  const [run] = await db
    .select({ number: runs.number, isRegrade: runs.isRegrade, reason: regrades.reason })
    .from(runs)
    .leftJoin(regrades, eq(regrades.id, runs.regradeId))
    .where(eq(runs.id, grade.runId))
  if (!run || run.number < 2) return null
  const earlier = and(
    eq(runs.submissionId, grade.submissionId),
    eq(runs.isDry, false),
    isNotNull(runs.score),
    lt(runs.number, run.number),
  )
  const [counted] = await db.select({ score: runs.score }).from(runs).where(earlier).orderBy(desc(runs.number)).limit(1)
  if (counted?.score == null) return null
  const before = deductLate(counted.score, grade.latePercent)
  if (before === grade.grade) return null
  return { before, after: grade.grade, reason: run.reason ?? (await findReason(db, grade, run.number)) }
}

/** Of a submission that was regraded by itself. */
async function findReason(
  db: Queryable,
  { submissionId, assignmentId }: GradeRow,
  number: number,
): Promise<string | null> {
  // The audit log is read by course.
  const courseId = sql`(select course_id from assignments where id = ${assignmentId})`
  const isOfRun = sql`${auditLog.details} ->> 'run' = ${String(number)}`
  const [row] = await db
    .select({ reason: sql<string | null>`${auditLog.details} ->> 'reason'` })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.courseId, courseId),
        eq(auditLog.action, 'run.requested'),
        eq(auditLog.subject, submissionId),
        isOfRun,
      ),
    )
  return row?.reason ?? null
}

/** One hand-in of a learner, with what it is worth. */
export interface Attempt {
  submission: SubmissionRow
  run: RunRow
  grade: GradeRow | null
}

/** Whether it is an attempt by itself: nothing newer took its place, and it was not taken back. */
export const isStanding = ({ replacedBy, setAside }: SubmissionRow): boolean => replacedBy === null && setAside === null

/** Why a submission does not count, to be put after its name; empty where it may. */
export const describeStanding = ({ replacedBy, setAside }: SubmissionRow): string =>
  setAside === null ? (replacedBy === null ? '' : ', replaced') : `, ${setAside}`

/** All of one learner's for an assignment, the last attempt first, and of each its newest content. Two queries. */
export async function listAttempts(db: Queryable, assignmentId: string, owner: string): Promise<Attempt[]> {
  const rows = await db
    .select({ submission: submissions, grade: grades })
    .from(submissions)
    .leftJoin(grades, eq(grades.submissionId, submissions.id))
    .where(
      and(
        eq(submissions.assignmentId, assignmentId),
        eq(submissions.owner, owner),
        sql`set_aside is distinct from 'misplaced'`,
      ),
    )
    .orderBy(desc(submissions.attempt), desc(submissions.submittedAt), desc(submissions.seq))
  const runs = await currentRuns(
    db,
    rows.map(({ submission }) => submission.id),
  )
  return rows.flatMap((row) => {
    const run = runs.get(row.submission.id)
    return run ? [{ ...row, run }] : []
  })
}
