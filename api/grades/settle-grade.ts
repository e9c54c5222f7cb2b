import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { deductLate, latePercent } from '../../contracts/assignment.js'
import type { Queryable } from '../database/open-database.js'
import { assignments, grades, runs, submissions } from '../database/schema.js'
import { enqueueGrade } from '../lms/outbound/enqueue-grade.js'

export type GradeRow = typeof grades.$inferSelect

/** What an instructor decided instead of the score; `null` takes an earlier decision back. */
export interface Override {
  grade: number
  comment: string
  by: string
}

/**
 * Works out what an attempt is worth now, from the run that counts, the late rule and an override, and tells the LMS
 * where that changed anything. Call it in the transaction of whatever may have changed it. `override` left out: the one
 * there is stays. Answers `null` for practice, and where there is neither score nor override.
 */
export async function settleGrade(tx: Queryable, submissionId: string, override?: Override | null): Promise<GradeRow | null> {
  const found = await readBasis(tx, submissionId)
  if (!found) return null
  const { submission, assignment, before, run } = found
  const late = latePercent(assignment.lateRule, assignment.dueAt, submission.submittedAt)
  const decided = override === undefined ? keepOverride(before) : override
  const score = run?.score ?? null
  const grade = decided?.grade ?? (score === null ? null : deductLate(score, late))
  if (grade === null) return null
  const next = {
    submissionId, assignmentId: assignment.id, owner: submission.owner, attempt: submission.attempt ?? 1,
    runId: run?.id ?? null, verdict: run?.verdict ?? null, score, latePercent: late, grade,
    isOverridden: decided !== null, comment: decided?.comment ?? null, overriddenBy: decided?.by ?? null,
  }
  const isSame = before !== undefined && hasSameWorth(before, next)
  const version = (before?.version ?? 0) + (isSame ? 0 : 1)
  const values = { ...next, version, settledAt: isSame ? before.settledAt : new Date() }
  const [row] = await tx.insert(grades).values(values).onConflictDoUpdate({ target: grades.submissionId, set: values }).returning()
  if (!row) throw new Error('the grade was not stored')
  if (!isSame) await enqueueGrade(tx, row)
  return row
}

/** The run that counts is the last that was assessed: a fault of ours takes no grade away, and a dry run gives none. */
async function readBasis(tx: Queryable, submissionId: string) {
  const [row] = await tx
    .select({ submission: submissions, assignment: assignments, before: grades })
    .from(submissions)
    .innerJoin(assignments, eq(assignments.id, submissions.assignmentId))
    .leftJoin(grades, eq(grades.submissionId, submissions.id))
    .where(eq(submissions.id, submissionId))
    .for('no key update', { of: submissions })
  if (!row) return null
  const isCounting = and(eq(runs.submissionId, submissionId), eq(runs.isDry, false), isNotNull(runs.score), sql`verdict <> 'not-assessed'`)
  const [run] = await tx.select({ id: runs.id, verdict: runs.verdict, score: runs.score }).from(runs).where(isCounting).orderBy(desc(runs.number)).limit(1)
  return { ...row, before: row.before ?? undefined, run }
}

const keepOverride = (before: GradeRow | undefined): Override | null =>
  before?.isOverridden ? { grade: before.grade, comment: before.comment ?? '', by: before.overriddenBy ?? '' } : null

const worthOf = ({ verdict, score, latePercent, grade, isOverridden, comment }: Omit<GradeRow, 'version' | 'settledAt'>) =>
  JSON.stringify([verdict, score, latePercent, grade, isOverridden, comment])

const hasSameWorth = (before: GradeRow, next: Omit<GradeRow, 'version' | 'settledAt'>) => worthOf(before) === worthOf(next)
