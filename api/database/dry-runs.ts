import { eq, inArray, sql, type SQL } from 'drizzle-orm'
import type { Queryable } from './open-database.js'
import type { RegradeRow } from './regrades.js'
import { dryRunPriority } from './runs.js'
import { events, outbox, runs } from '../tables.js'
import { describeResult, type Delivery } from './run-progress.js'

/** The runs of a regrade of all, from their making to the moment they count or are thrown away. */

/** As many events as are written by one statement. */
const BATCH = 1_000

export interface RegradeProgress {
  done: number
  total: number
}

/** How far regrades are, by their ids. */
export async function countDryRuns(
  db: Queryable,
  regradeIds: readonly string[],
): Promise<Map<string, RegradeProgress>> {
  if (regradeIds.length === 0) return new Map()
  const counts = {
    id: runs.regradeId,
    total: sql<number>`count(*)::int`,
    done: sql<number>`(count(*) filter (where ${runs.state} = 'done'))::int`,
  }
  const rows = await db
    .select(counts)
    .from(runs)
    .where(inArray(runs.regradeId, [...regradeIds]))
    .groupBy(runs.regradeId)
  return new Map(rows.map(({ id, done, total }) => [id ?? '', { done, total }]))
}

/**
 * Adds a dry run for each submission that a query with the column `id` names, and tells the queue. Each draws its
 * chance from the seed of the run that counts now, so that only the package differs; and is numbered from -1 down, so
 * that learners see no gap where it is thrown away. Call it with the assignment locked.
 */
export async function createDryRuns(
  tx: Queryable,
  { id, exerciseDigest, requestedBy }: RegradeRow,
  chosen: SQL,
): Promise<void> {
  await tx.execute(sql`
    with made as (
      insert into runs (submission_id, owner, number, exercise_digest, is_regrade, regrade_id, is_dry, requested_by, priority, seed)
      select s.id, s.owner, least((select min(number) from runs where submission_id = s.id), 0) - 1, ${exerciseDigest}, true, ${id}, true, ${requestedBy},
             ${dryRunPriority}::int,
             coalesce((select seed from runs where submission_id = s.id and not is_dry and score is not null order by number desc limit 1),
                      replace(gen_random_uuid()::text, '-', ''))
      from submissions s where s.id in (select id from (${chosen}) chosen) order by s.seq
      returning id, delivery)
    insert into outbox (run_id, delivery) select id, delivery from made`)
  await tx.execute(sql`select pg_notify('assay_outbox', '')`)
}

/**
 * Makes the runs of a regrade the newest of their submissions, and tells those who watch. Call it with
 * assignment and submissions locked.
 */
export async function releaseDryRuns(tx: Queryable, regradeId: string): Promise<void> {
  const number = sql`(select max(number) + 1 from runs other where other.submission_id = ${runs.submissionId})`
  const told = { id: runs.id, submissionId: runs.submissionId, verdict: runs.verdict, score: runs.score }
  const released = await tx
    .update(runs)
    .set({ isDry: false, number })
    .where(eq(runs.regradeId, regradeId))
    .returning(told)
  const news = released.map((run) => ({
    submissionId: run.submissionId,
    runId: run.id,
    type: 'result' as const,
    data: describeResult(run),
  }))
  for (let start = 0; start < news.length; start += BATCH)
    await tx.insert(events).values(news.slice(start, start + BATCH))
  await tx.execute(sql`select pg_notify('assay_events', submission_id::text) from runs where regrade_id = ${regradeId}`)
}

/**
 * Removes the runs of a regrade that are not done, as if they had never been; answers what the queue may hold of them.
 */
export async function removeOpenDryRuns(tx: Queryable, regradeId: string): Promise<Delivery[]> {
  const open = await tx.execute<{ id: string; delivery: number }>(sql`
    select id, delivery from runs where regrade_id = ${regradeId} and state <> 'done' order by id for update`)
  const ids = open.rows.map(({ id }) => id)
  if (ids.length === 0) return []
  await tx.delete(outbox).where(inArray(outbox.runId, ids))
  await tx.delete(runs).where(inArray(runs.id, ids))
  return open.rows.map(({ id, delivery }) => ({ runId: id, delivery }))
}
