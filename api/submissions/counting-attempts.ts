import { sql, type SQL } from 'drizzle-orm'
import type { AssignmentRow } from '../assignments/assignments.js'

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

/**
 * Of the submissions `s` for which `where` holds, those that stand for an attempt, as a query. An attempt in an LMS may
 * be handed in many times: its newest content stands for it, and until that has a grade, the newest that has one. What
 * was withdrawn, or reached the wrong person or assignment, stands for nothing. Everything that learners sent to us is
 * an attempt by itself.
 */
export const selectStanding = (where: SQL): SQL => sql`
  select * from (
    select s.*, row_number() over (
      partition by s.assignment_id, s.owner, coalesce(s.connection_id || ' ' || s.lms_attempt, s.id::text)
      order by (g.submission_id is null), (s.replaced_by is not null), s.submitted_at desc, s.seq desc) as place
    from submissions s left join grades g on g.submission_id = s.id
    where ${where} and s.set_aside is null) placed
  where place = 1`

/** Holds for a submission `s` that no other has taken the place of, and that was not set aside. */
export const isCurrent = sql`(s.replaced_by is null and s.set_aside is null)`
