import { sql } from 'drizzle-orm'
import { lateAfter } from '../../contracts/assignment.js'
import type { Verdict } from '../../contracts/verdict.js'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'
import { isCurrent } from './standing-submissions.js'

/** An assignment in figures; of learners by their attempt that counts, unless said otherwise. */
export interface ResultSummary {
  learners: number
  submitted: number
  /** All attempts, also those that do not count. */
  attempts: number
  graded: number
  late: number
  overridden: number
  /** Of 100; `null` before the first grade. */
  medianGrade: number | null
  meanGrade: number | null
  /** Runs under way now, regrades that are only looked at left out. */
  waiting: number
  running: number
  /** How many of the graded ended how. */
  verdicts: Partial<Record<Verdict, number>>
}

/** One query. */
export async function summarizeResults(db: Queryable, assignment: AssignmentRow): Promise<ResultSummary> {
  const lateFrom = lateAfter(assignment.lateRule, assignment.dueAt)?.toISOString() ?? null
  const { rows } = await db.execute<ResultSummary & Record<string, unknown>>(sql`
    with attempts as (${selectAttempts(assignment)}),
    counting as (select * from attempts where is_counting),
    open_runs as (select r.state from runs r join submissions s on s.id = r.submission_id
                  where r.state <> 'done' and not r.is_dry and s.assignment_id = ${assignment.id} and ${isCurrent})
    select (select count(*) from enrolments where course_id = ${assignment.courseId} and role = 'learner')::int as "learners",
           count(*)::int as "submitted",
           coalesce(sum(attempts), 0)::int as "attempts",
           count(grade)::int as "graded",
           count(*) filter (where submitted_at > ${lateFrom}::timestamptz)::int as "late",
           count(*) filter (where is_overridden)::int as "overridden",
           percentile_cont(0.5) within group (order by grade) as "medianGrade",
           avg(grade) as "meanGrade",
           (select count(*) from open_runs where state = 'queued')::int as "waiting",
           (select count(*) from open_runs where state = 'running')::int as "running",
           (select coalesce(json_object_agg(verdict, learners), '{}') from
             (select verdict, count(*) as learners from counting where verdict is not null group by verdict) by_verdict) as "verdicts"
    from counting`)
  const [summary] = rows
  if (!summary) throw new Error('an aggregate without a row')
  return { ...summary, medianGrade: toTenths(summary.medianGrade), meanGrade: toTenths(summary.meanGrade) }
}

const toTenths = (grade: number | null) => (grade === null ? null : Math.round(grade * 10) / 10)
