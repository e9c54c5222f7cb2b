import { and, desc, eq, isNotNull, lt, sql } from 'drizzle-orm'
import { deductLate } from '../../contracts/assignment.js'
import type { Queryable } from '../database/open-database.js'
import { auditLog, regrades, runs } from '../tables.js'
import type { GradeRow } from './settle-grade.js'

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
