import { and, desc, eq, sql } from 'drizzle-orm'
import type { Queryable } from '../database/open-database.js'
import type { RunRow, SubmissionRow } from '../submissions/runs.js'
import { currentRuns } from '../submissions/submissions.js'
import { submissions } from '../submissions/tables.js'
import type { GradeRow } from './settle-grade.js'
import { grades } from './tables.js'

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
