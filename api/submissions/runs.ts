import { randomBytes, randomUUID } from 'node:crypto'
import { and, asc, count, desc, eq, getTableColumns, lt, max, ne, or, sql, type SQL } from 'drizzle-orm'
import { events, outbox, runs, type submissions } from './tables.js'
import { lockSubmissions } from '../database/lock-grades.js'
import type { Queryable } from '../database/open-database.js'

const { report: _report, ...withoutReport } = getTableColumns(runs)
/** What a `RunRow` is selected by. */
export const runColumns = withoutReport
/** A run without its report, which is large and read only where it is shown. */
export type RunRow = Omit<typeof runs.$inferSelect, 'report'>
export type ReportedRunRow = typeof runs.$inferSelect

export type SubmissionRow = typeof submissions.$inferSelect

/** Regrades stand behind everything a learner waits for. */
const REGRADE_PRIORITY = 1_000
/** The dry runs of a regrade of all stand behind those, too. */
export const dryRunPriority = 100_000
/** However many somebody has waiting. */
const LOWEST_PRIORITY = dryRunPriority - 1

/** One owner's requests one after the other, to the end of the transaction: their counts must be true. */
export async function lockOwner(tx: Queryable, owner: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${owner}, 1))`)
}

/** Runs of an owner that no worker has begun; regrades are not of the owner's asking. */
export async function countWaiting(db: Queryable, owner: string): Promise<number> {
  const [row] = await db
    .select({ waiting: count() })
    .from(runs)
    .where(and(eq(runs.owner, owner), eq(runs.state, 'queued'), eq(runs.isRegrade, false)))
  return row?.waiting ?? 0
}

/**
 * Adds a run with its outbox row and first event; call it in the transaction that makes the submission.
 * Its priority is how many runs the owner has waiting: a burst of one learner stands behind a first try of another.
 */
export async function createRun(
  tx: Queryable,
  request: { submission: SubmissionRow; exerciseDigest: string; requestedBy: string; number: number },
): Promise<RunRow> {
  const { submission, number } = request
  const isRegrade = number > 1
  const waiting = await countWaiting(tx, submission.owner)
  const [run] = await tx
    .insert(runs)
    .values({
      id: randomUUID(),
      submissionId: submission.id,
      owner: submission.owner,
      number,
      exerciseDigest: request.exerciseDigest,
      isRegrade,
      requestedBy: request.requestedBy,
      priority: Math.min(waiting + 1 + (isRegrade ? REGRADE_PRIORITY : 0), LOWEST_PRIORITY),
      seed: randomBytes(16).toString('hex'),
    })
    .returning()
  if (!run) throw new Error('the run was not stored')
  await enqueue(tx, run)
  await tx
    .insert(events)
    .values({ submissionId: submission.id, runId: run.id, type: 'state', data: { state: 'queued', run: run.id } })
  await tx.execute(sql`select pg_notify('assay_events', ${submission.id})`)
  return run
}

/**
 * Adds a run to a submission that has one. Other requests and reports of the submission wait until the transaction
 * ends.
 */
export async function addRun(
  tx: Queryable,
  request: { submission: SubmissionRow; exerciseDigest: string; requestedBy: string },
): Promise<RunRow> {
  const { id } = request.submission
  await lockSubmissions(tx, [id])
  const [last] = await tx
    .select({ number: max(runs.number) })
    .from(runs)
    .where(eq(runs.submissionId, id))
  return createRun(tx, { ...request, number: (last?.number ?? 0) + 1 })
}

/** Writes down that the queue must be told of the run's current delivery. */
export async function enqueue(tx: Queryable, run: { id: string; delivery: number }): Promise<void> {
  await tx.insert(outbox).values({ runId: run.id, delivery: run.delivery })
  await tx.execute(sql`select pg_notify('assay_outbox', '')`)
}

export const listRuns = (db: Queryable, submissionId: string): Promise<RunRow[]> =>
  db.select(runColumns).from(runs).where(eq(runs.submissionId, submissionId)).orderBy(desc(runs.number))

/**
 * Runs that are not done and that the queue has been told of: those the reconciler must answer for, the most urgent
 * first.
 */
export async function listOpenRuns(db: Queryable, limit: number): Promise<RunRow[]> {
  const isTold = sql`not exists (select 1 from outbox where outbox.run_id = ${runs.id})`
  return db
    .select()
    .from(runs)
    .where(and(ne(runs.state, 'done'), isTold))
    .orderBy(asc(runs.priority), asc(runs.seq))
    .limit(limit)
}

/** How many runs will be begun before this one. */
export async function countAhead(db: Queryable, run: { priority: number; seq: number }): Promise<number> {
  const isAhead = or(lt(runs.priority, run.priority), and(eq(runs.priority, run.priority), lt(runs.seq, run.seq)))
  const [row] = await db
    .select({ ahead: count() })
    .from(runs)
    .where(and(eq(runs.state, 'queued'), isAhead))
  return row?.ahead ?? 0
}

/** Median seconds of the last runs, from their start to their report; `null` where there is none yet. */
export const medianRunSeconds = (db: Queryable): Promise<number | null> =>
  takeMedian(db, { among: 30, isMeant: sql`true` })

/**
 * The same for one exercise. Only among so many: an exercise that is rarely run may have none, and need not be searched
 * for.
 */
export const medianRunSecondsOf = (db: Queryable, exerciseDigest: string): Promise<number | null> =>
  takeMedian(db, { among: 300, isMeant: sql`exercise_digest = ${exerciseDigest}` })

async function takeMedian(db: Queryable, { among, isMeant }: { among: number; isMeant: SQL }): Promise<number | null> {
  const result = await db.execute<{ seconds: number | null }>(sql`
    select percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at))::float8 as seconds
    from (select finished_at, started_at, exercise_digest from runs where state = 'done' and started_at is not null
          order by finished_at desc limit ${among}) recent
    where ${isMeant}`)
  return result.rows[0]?.seconds ?? null
}

/** Whether every run of the submission has its report. */
export async function isSettled(db: Queryable, submissionId: string): Promise<boolean> {
  return (
    (await db.$count(runs, and(eq(runs.submissionId, submissionId), ne(runs.state, 'done'), eq(runs.isDry, false)))) ===
    0
  )
}
