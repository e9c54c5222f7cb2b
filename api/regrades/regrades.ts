import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { assignments, regrades } from '../courses/tables.js'
import type { Queryable } from '../database/open-database.js'
import { type Caller, isInCourse, teaches } from '../http/access.js'
import { type Delivery, describeResult } from '../submissions/run-progress.js'
import { dryRunPriority } from '../submissions/runs.js'
import { events, outbox, runs } from '../submissions/tables.js'

export type RegradeRow = typeof regrades.$inferSelect

/** A regrade and what it is of. */
export interface FoundRegrade {
  regrade: RegradeRow
  assignment: AssignmentRow
}

/**
 * For those who teach its course. Throws `regrade-not-found` to strangers of the course, `not-allowed` to its learners.
 */
export async function findTaughtRegrade(db: Queryable, caller: Caller, id: string): Promise<FoundRegrade> {
  const [row] = await db
    .select({ regrade: regrades, assignment: assignments })
    .from(regrades)
    .innerJoin(assignments, eq(assignments.id, regrades.assignmentId))
    .where(eq(regrades.id, id))
  if (!row || !isInCourse(caller, row.assignment.courseId))
    throw new CallerError('regrade-not-found', 'No assignment of your courses has a regrade with that id.')
  if (!teaches(caller, row.assignment.courseId))
    throw new CallerError('not-allowed', 'Only instructors of the course may do this.')
  return row
}

/** Of one assignment, newest first. */
export const listRegrades = (db: Queryable, assignmentId: string): Promise<RegradeRow[]> =>
  db
    .select()
    .from(regrades)
    .where(eq(regrades.assignmentId, assignmentId))
    .orderBy(desc(regrades.createdAt), desc(regrades.id))
    .limit(100)

/** The one that runs or waits to be applied; there is never more than one. */
export async function findOpenRegrade(db: Queryable, assignmentId: string): Promise<RegradeRow | null> {
  const [row] = await db
    .select()
    .from(regrades)
    .where(and(eq(regrades.assignmentId, assignmentId), inArray(regrades.state, ['running', 'ready'])))
  return row ?? null
}

/** A run of a regrade of all has ended: once all have, it is ready to be looked at. */
export async function noteRegradeProgress(tx: Queryable, regradeId: string): Promise<void> {
  // Its last two runs may end at the same moment: the second to get here must see the first.
  await tx.execute(sql`select id from regrades where id = ${regradeId} for no key update`)
  const isDone = sql`not exists (select 1 from runs where runs.regrade_id = ${regradeId} and runs.state <> 'done')`
  await tx
    .update(regrades)
    .set({ state: 'ready' })
    .where(and(eq(regrades.id, regradeId), eq(regrades.state, 'running'), isDone))
}

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
