import { sql } from 'drizzle-orm'
import { lateAfter } from '../../contracts/assignment.js'
import type { FindingCategory, FindingLevel } from '../../contracts/report/quality-report.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { isCurrent, selectAttempts } from '../submissions/submissions.js'

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

/**
 * How a hidden test went over the attempts that count. Rates are 0 to 1 of the runs it ran in; `null` where it ran in
 * none.
 */
export interface TestStatistics {
  id: string
  title: string
  group: string
  points: number
  passed: number
  failed: number
  flaky: number
  /** Not part of the rates. */
  notRun: number
  passRate: number | null
  flakeRate: number | null
  medianMs: number | null
}

export interface TestStatisticsOfAll {
  /** Attempts that count and were assessed: those that the statistics rest on. */
  runs: number
  /** Attempts that count and ended otherwise: what tests of theirs ran says nothing of the tests. */
  runsLeftOut: number
  /** In the order of the report. */
  tests: readonly TestStatistics[]
}

/** Which tests most learners fail, which are flaky, which are slow. One query. */
export async function testStatistics(db: Queryable, assignment: AssignmentRow): Promise<TestStatisticsOfAll> {
  const { rows } = await db.execute<RawStatistics>(sql`
    with attempts as (${selectAttempts(assignment)}),
    counting as (select run_id, verdict from attempts where is_counting and run_id is not null),
    totals as (select count(*) filter (where verdict = 'assessed')::int as runs, count(*) filter (where verdict <> 'assessed')::int as left_out from counting),
    tests as (
      select o.test_id collate "C" as test_id, min(o.title collate "C") as title, min(o."group" collate "C") as "group", max(o.points) as points, min(o.position) as position,
             count(*) filter (where o.outcome = 'passed')::int as passed,
             count(*) filter (where o.outcome = 'failed')::int as failed,
             count(*) filter (where o.outcome = 'flaky')::int as flaky,
             count(*) filter (where o.outcome = 'not-run')::int as not_run,
             percentile_cont(0.5) within group (order by o.ms) filter (where o.outcome <> 'not-run') as median_ms
      from counting c
      -- The offset keeps the planner from reading the outcomes of all assignments.
      cross join lateral (select * from test_outcomes where run_id = c.run_id offset 0) o
      where c.verdict = 'assessed' group by 1)
    select totals.runs, totals.left_out, tests.* from totals left join tests on true order by tests.position, tests.test_id`)
  return {
    runs: rows[0]?.runs ?? 0,
    runsLeftOut: rows[0]?.left_out ?? 0,
    tests: rows.flatMap((row) => (row.test_id === null ? [] : [readStatistics({ ...row, test_id: row.test_id })])),
  }
}

interface RawStatistics extends Record<string, unknown> {
  runs: number
  left_out: number
  test_id: string | null
  title: string
  group: string
  points: number
  passed: number
  failed: number
  flaky: number
  not_run: number
  median_ms: number | null
}

function readStatistics(row: RawStatistics & { test_id: string }): TestStatistics {
  const { test_id: id, title, group, points, passed, failed, flaky, not_run: notRun, median_ms: medianMs } = row
  const ran = passed + failed + flaky
  return {
    id,
    title,
    group,
    points,
    passed,
    failed,
    flaky,
    notRun,
    passRate: ran === 0 ? null : passed / ran,
    flakeRate: ran === 0 ? null : flaky / ran,
    medianMs,
  }
}

/** How often a rule is broken over the attempts that count and were assessed. */
export interface RuleStatistics extends Record<string, unknown> {
  rule: string
  category: FindingCategory
  level: FindingLevel
  /** In whose source it was found: a learner has one attempt that counts. */
  learners: number
  findings: number
  /** What it says most often. */
  message: string
}

/** More than these nobody teaches at once. */
const listedRules = 50

/** Which rules most learners break, those first. One query. */
export async function ruleStatistics(db: Queryable, assignment: AssignmentRow): Promise<RuleStatistics[]> {
  const { rows } = await db.execute<RuleStatistics>(sql`
    with attempts as (${selectAttempts(assignment)}),
    counting as (select run_id from attempts where is_counting and run_id is not null and verdict = 'assessed')
    select b.rule collate "C" as rule, min(b.category) as category, min(b.level) as level, count(*)::int as learners, sum(b.findings)::int as findings,
           mode() within group (order by b.message collate "C") as message
    from counting c
    -- The offset keeps the planner from reading the rules of all assignments.
    cross join lateral (select * from broken_rules where run_id = c.run_id offset 0) b
    group by 1 order by learners desc, findings desc, rule limit ${listedRules}`)
  return rows
}

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
