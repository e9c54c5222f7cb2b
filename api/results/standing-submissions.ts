import { sql, type SQL } from 'drizzle-orm'

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
