import { sql } from 'drizzle-orm'
import { isOpen } from '../../contracts/assignment.js'
import { selectStanding } from '../submissions/counting-attempts.js'
import { listAssignments, type AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'

/** An assignment and how one learner stands in it. */
export interface AssignmentOverview {
  assignment: AssignmentRow
  attempts: number
  /** What counts of their attempts; `null` before the first grade and while reports are closed. */
  grade: number | null
}

/** The assignments of a course as a learner has them. Two queries. */
export async function listAssignmentsWithGrades(
  db: Queryable,
  courseId: string,
  owner: string,
): Promise<AssignmentOverview[]> {
  const rows = await listAssignments(db, courseId)
  const found = await db.execute<{
    assignment_id: string
    attempts: number
    best: number | null
    last: number | null
  }>(sql`
    select s.assignment_id, count(*)::int as attempts, max(grades.grade) as best,
           (array_agg(grades.grade order by s.attempt desc, s.submitted_at desc) filter (where grades.grade is not null))[1] as last
    from (${selectStanding(sql`s.course_id = ${courseId} and s.owner = ${owner}`)}) s left join grades on grades.submission_id = s.id
    group by s.assignment_id`)
  const own = new Map(found.rows.map((row) => [row.assignment_id, row]))
  const now = new Date()
  return rows.map((assignment) => {
    const standing = own.get(assignment.id)
    const isShown = isOpen(assignment.feedback.report, { now, ...assignment })
    return {
      assignment,
      attempts: standing?.attempts ?? 0,
      grade: isShown ? (standing?.[assignment.counts] ?? null) : null,
    }
  })
}
