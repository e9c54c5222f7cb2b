import { and, desc, eq } from 'drizzle-orm'
import type { Queryable } from './open-database.js'
import type { RunRow, SubmissionRow } from './runs.js'
import { grades, submissions } from './schema.js'
import { currentRuns } from './submissions.js'
import type { GradeRow } from '../grades/settle-grade.js'

/** One hand-in of a learner, with what it is worth. */
export interface Attempt {
  submission: SubmissionRow
  run: RunRow
  grade: GradeRow | null
}

/** All of one learner's for an assignment, newest first. Two queries. */
export async function listAttempts(db: Queryable, assignmentId: string, owner: string): Promise<Attempt[]> {
  const rows = await db
    .select({ submission: submissions, grade: grades })
    .from(submissions)
    .leftJoin(grades, eq(grades.submissionId, submissions.id))
    .where(and(eq(submissions.assignmentId, assignmentId), eq(submissions.owner, owner)))
    .orderBy(desc(submissions.attempt))
  const runs = await currentRuns(db, rows.map(({ submission }) => submission.id))
  return rows.flatMap((row) => {
    const run = runs.get(row.submission.id)
    return run ? [{ ...row, run }] : []
  })
}
