import { sql, type SQL } from 'drizzle-orm'
import type { TestOutcome } from '../../contracts/report.js'
import type { Queryable } from '../database/open-database.js'
import { selectPairs } from './pairs-of-runs.js'

/** Why a score changes: a test passes now, or does no more; is new, or gone; or gives other points than before. */
export const testChanges = ['gained', 'lost', 'added', 'removed', 'reweighted'] as const
export type TestChange = (typeof testChanges)[number]

export interface ChangedTest {
  id: string
  title: string
  change: TestChange
  /** `null` where the package does not have it. */
  before: TestOutcome | null
  after: TestOutcome | null
}

/** How often a test changed in which way, over all runs of a regrade. */
export type TestChangeCounts = { id: string; title: string } & Record<TestChange, number>

/** Tests that changed in most runs come first; more than these tell nothing new. */
const MOST_CHANGED = 20

/** The tests that changed, by the runs of one page. One query. */
export async function listChangedTests(
  db: Queryable,
  regradeId: string,
  runIds: readonly string[],
): Promise<Map<string, ChangedTest[]>> {
  const found = new Map<string, ChangedTest[]>(runIds.map((id) => [id, []]))
  if (runIds.length === 0) return found
  const { rows } = await db.execute<ChangedTest & Record<string, unknown> & { run_id: string }>(sql`
    select * from (${selectChanges(regradeId, sql`and run_id in ${[...runIds]}`)}) changes where change is not null order by position, id`)
  for (const { run_id, id, title, change, before, after } of rows)
    found.get(run_id)?.push({ id, title, change, before, after })
  return found
}

/** The tests that changed most, and how. One query. */
export async function countChangedTests(db: Queryable, regradeId: string): Promise<TestChangeCounts[]> {
  const counts = testChanges.map(
    (change) => sql`(count(*) filter (where change = ${change}))::int as ${sql.identifier(change)}`,
  )
  const { rows } = await db.execute<TestChangeCounts & Record<string, unknown>>(sql`
    select id, max(title) as title, ${sql.join(counts, sql`, `)} from (${selectChanges(regradeId)}) changes
    where change is not null group by id order by count(*) desc, min(position), id limit ${MOST_CHANGED}`)
  return rows
}

/**
 * Every test of every pair that was assessed twice; `change` is null where it went as before. Flaky tests count as
 * passed.
 */
const selectChanges = (regradeId: string, ofRuns: SQL = sql``): SQL => sql`
  with pairs as (select * from (${selectPairs(regradeId)}) all_pairs where before_id is not null and score is not null ${ofRuns}),
  a as (select pairs.run_id as pair, o.*, o.outcome in ('passed', 'flaky') as is_passed from pairs join test_outcomes o on o.run_id = pairs.run_id),
  b as (select pairs.run_id as pair, o.*, o.outcome in ('passed', 'flaky') as is_passed from pairs join test_outcomes o on o.run_id = pairs.before_id)
  select pair as run_id, test_id as id, coalesce(a.title, b.title) as title, coalesce(a.position, b.position) as position,
         b.outcome as before, a.outcome as after,
         case when b.outcome is null then 'added' when a.outcome is null then 'removed'
              when a.is_passed and not b.is_passed then 'gained' when b.is_passed and not a.is_passed then 'lost'
              when a.points <> b.points then 'reweighted' end as change
  from a full join b using (pair, test_id)`
