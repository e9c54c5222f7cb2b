import { sql } from 'drizzle-orm'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'

/** A day in UTC. */
export interface DayOfAttempts {
  day: Date
  attempts: number
  learners: number
}

export interface AttemptsOverTime {
  /** From the first attempt to the last, days without any included. */
  days: readonly DayOfAttempts[]
  /** Attempts before the days shown, or dated in the future: an LMS may send any date, and a list must end. */
  outside: number
}

const LONGEST_DAYS = 366

/** How many attempts were handed in on which day, and by how many learners. One query. */
export async function countAttemptsOverTime(db: Queryable, assignment: AssignmentRow): Promise<AttemptsOverTime> {
  const { rows } = await db.execute<{ day: string | null; attempts: number; learners: number; outside: number }>(sql`
    with attempts as (${selectAttempts(assignment)}),
    days_used as (
      select (submitted_at at time zone 'UTC')::date as day, count(*)::int as attempts, count(distinct owner)::int as learners
      from attempts group by 1),
    bounds as (select max(day) as last from days_used where day <= (now() at time zone 'UTC')::date),
    shown as (select days_used.* from days_used, bounds where day <= last and day > last - ${LONGEST_DAYS}::int),
    calendar as (select generate_series(min(day), max(day), '1 day')::date as day from shown)
    select to_char(calendar.day, 'YYYY-MM-DD') as day, coalesce(shown.attempts, 0) as attempts, coalesce(shown.learners, 0) as learners,
           ((select count(*) from attempts) - (select coalesce(sum(attempts), 0) from shown))::int as outside
    from calendar left join shown using (day) order by calendar.day`)
  return {
    days: rows.flatMap(({ day, attempts, learners }) =>
      day === null ? [] : [{ day: new Date(`${day}T00:00:00Z`), attempts, learners }],
    ),
    outside: rows[0]?.outside ?? 0,
  }
}
