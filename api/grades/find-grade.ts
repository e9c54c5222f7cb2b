import { eq } from 'drizzle-orm'
import type { Queryable } from '../database/open-database.js'
import { grades } from '../tables.js'
import type { GradeRow } from './settle-grade.js'

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
