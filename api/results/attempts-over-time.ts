import { sql } from 'drizzle-orm'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'

export interface AttemptsOverTime {
  /** How long each span is: as short as keeps the number of spans small. */
  unit: 'hour' | 'day' | 'week'
  /** From the first attempt to the last, without gaps; begins of spans are in UTC. */
  spans: readonly { from: Date; attempts: number; learners: number }[]
}

/** How many attempts were handed in when, and by how many learners. One query. */
export async function countAttemptsOverTime(db: Queryable, assignment: AssignmentRow): Promise<AttemptsOverTime> {
  const { rows } = await db.execute<{ unit: AttemptsOverTime['unit']; at: string; attempts: number; learners: number }>(sql`
    with attempts as (${selectAttempts(assignment)}),
    moments as (select submitted_at at time zone 'UTC' as at, owner from attempts),
    bounds as (
      select min(at) as first, max(at) as last,
             case when max(at) - min(at) <= interval '3 days' then 'hour' when max(at) - min(at) <= interval '100 days' then 'day' else 'week' end as unit
      from moments),
    spans as (
      select unit, generate_series(date_trunc(unit, first), last, ('1 ' || unit)::interval) as at from bounds where first is not null),
    counts as (
      select date_trunc(unit, at) as at, count(*)::int as attempts, count(distinct owner)::int as learners from moments, bounds group by 1)
    select unit, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, coalesce(attempts, 0) as attempts, coalesce(learners, 0) as learners
    from spans left join counts using (at) order by spans.at`)
  return { unit: rows[0]?.unit ?? 'day', spans: rows.map(({ at, attempts, learners }) => ({ from: new Date(at), attempts, learners })) }
}
