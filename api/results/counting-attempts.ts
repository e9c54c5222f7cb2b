import { sql, type SQL } from 'drizzle-orm'
import type { AssignmentRow } from '../database/assignments.js'
import { selectStanding } from './standing-submissions.js'

/**
 * All attempts of those who are learners of the course now, as a query; `is_counting` holds for one of each learner. By
 * the rule `best` that is the attempt with the greatest grade, the latest of equals; by `last` the last that has a
 * grade. Which is later is told by the number of the attempt, which for work from an LMS is the LMS's, then by when it
 * was handed in; never by when it reached us. One that still runs, or that could not be assessed, counts only where
 * there is no other: a fault of ours takes no grade away.
 */
export function selectAttempts({ id, counts }: Pick<AssignmentRow, 'id' | 'counts'>): SQL {
  const precedence = counts === 'best' ? sql`g.grade desc nulls last` : sql`(g.grade is null)`
  return sql`
    select s.id, s.owner, s.attempt, s.submitted_at, s.language,
           g.run_id, g.verdict, g.score, g.late_percent, g.grade, coalesce(g.is_overridden, false) as is_overridden, g.comment,
           count(*) over (partition by s.owner)::int as attempts,
           row_number() over (partition by s.owner order by ${precedence}, s.attempt desc, s.submitted_at desc) = 1 as is_counting
    from (${selectStanding(sql`s.assignment_id = ${id}`)}) s
    join enrolments e on e.course_id = s.course_id and e.person_id = s.owner and e.role = 'learner'
    left join grades g on g.submission_id = s.id and g.assignment_id = s.assignment_id`
}
