import { sql } from 'drizzle-orm'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { selectAttempts } from './counting-attempts.js'

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
