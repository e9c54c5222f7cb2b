import { sql } from 'drizzle-orm'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'

/** Learners whose grade is at least `from` and below `to`; the last one has those of 100, too. */
export interface GradeRange {
  from: number
  to: number
  learners: number
}

const RANGES = 10

/** How the grades that count are spread over ten ranges, from 0 to 100. One query. */
export async function gradeDistribution(db: Queryable, assignment: AssignmentRow): Promise<GradeRange[]> {
  const { rows } = await db.execute<{ range: number; learners: number }>(sql`
    with attempts as (${selectAttempts(assignment)})
    select least(width_bucket(grade, 0, 100, ${RANGES}::int), ${RANGES}::int)::int as range, count(*)::int as learners
    from attempts where is_counting and grade is not null group by 1`)
  const learnersOf = new Map(rows.map(({ range, learners }) => [range, learners]))
  const width = 100 / RANGES
  return Array.from({ length: RANGES }, (_, index) => ({
    from: index * width,
    to: (index + 1) * width,
    learners: learnersOf.get(index + 1) ?? 0,
  }))
}
