import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { RunJob } from '../../contracts/job.js'
import type { Database, OpenDatabase } from '../database/open-database.js'
import type { RunQueue } from '../queue.js'
import { outbox, runs, submissions } from './tables.js'
import { failDelivery, type FailureRules } from './ingest-report.js'
import { markRunning, markWaiting, redeliver } from './run-progress.js'
import { listOpenRuns, type RunRow } from './runs.js'

const BATCH = 100

/**
 * Moves the outbox to the queue, oldest first. Rows go only after Redis took them; when it does not, they stay and
 * this throws. A job added twice is the same job: its id says which delivery of which run it is.
 */
export async function relayOutbox(db: Database, queue: RunQueue): Promise<void> {
  while ((await relayBatch(db, queue)) === BATCH);
}

function relayBatch(db: Database, queue: RunQueue): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: outbox.id, delivery: outbox.delivery, run: runs, submission: submissions })
      .from(outbox)
      .innerJoin(runs, eq(runs.id, outbox.runId))
      .innerJoin(submissions, eq(submissions.id, runs.submissionId))
      .orderBy(asc(outbox.id))
      .limit(BATCH)
      .for('update', { of: outbox, skipLocked: true })
    if (rows.length === 0) return 0
    const wanted = rows.filter(({ run, delivery }) => run.state !== 'done' && run.delivery === delivery)
    if (wanted.length > 0)
      await queue.add(wanted.map(({ run, submission }) => ({ job: toJob(run, submission), priority: run.priority })))
    await tx.delete(outbox).where(
      inArray(
        outbox.id,
        rows.map(({ id }) => id),
      ),
    )
    return rows.length
  })
}

function toJob(run: typeof runs.$inferSelect, submission: typeof submissions.$inferSelect): RunJob {
  return {
    runId: run.id,
    submissionId: submission.id,
    delivery: run.delivery,
    source: { sha256: submission.sourceSha256 },
    exercise: { slug: submission.slug, digest: run.exerciseDigest },
    language: submission.language,
    seed: run.seed,
    acceptedAt: submission.createdAt.toISOString(),
    queuedAt: run.queuedAt.toISOString(),
  }
}

/**
 * As many open runs as are compared at a time; more than these wait their turn, what learners wait for before regrades.
 */
const RUNS_PER_SWEEP = 500
/** A job done this long ago whose report is nowhere: it is lost. */
const REPORT_GRACE_MS = 10_000
const RECONCILE_LOCK = 4_127_002

export interface Reconciler extends FailureRules {
  queue: RunQueue
  pool: OpenDatabase['pool']
}

/**
 * Compares our tables with the queue and mends what differs: Redis may be wiped, workers may die, events may be lost.
 * One API process does it at a time.
 */
export async function reconcileRuns(reconciler: Reconciler): Promise<void> {
  const client = await reconciler.pool.connect()
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [RECONCILE_LOCK])
    if (!rows[0]?.got) return
    try {
      for (const run of await listOpenRuns(reconciler.db, RUNS_PER_SWEEP)) await reconcileRun(reconciler, run)
      await forgetWhatExpired(reconciler)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [RECONCILE_LOCK])
    }
  } finally {
    client.release()
  }
}

/** Looks at one run that should be in the queue. */
async function reconcileRun(reconciler: Reconciler, run: RunRow): Promise<void> {
  const { db, queue, log } = reconciler
  const delivery = { runId: run.id, delivery: run.delivery }
  const job = await queue.inspect(run.id, run.delivery)
  switch (job.state) {
    case 'active':
      return run.state === 'queued' ? markRunning(db, delivery) : undefined
    case 'waiting':
      return run.state === 'running' ? markWaiting(db, delivery) : undefined
    case 'failed':
      return failDelivery(reconciler, { ...delivery, reason: job.reason, isFinal: job.isExhausted })
    case 'completed':
      if (Date.now() - job.finishedAt < REPORT_GRACE_MS) return
      break
    case 'missing':
      break
  }
  if (await queue.isReportPending(run.id, run.delivery)) return
  log.warn({ ...delivery, job: job.state }, 'the queue lost a run, it is queued again')
  await redeliver(db, delivery, false)
}

/**
 * Answers by key serve for a day; links and sessions that are over are kept a month, for whoever asks who signed in
 * when.
 */
async function forgetWhatExpired({ db }: Reconciler): Promise<void> {
  await db.execute(sql`delete from idempotency_keys where created_at < now() - interval '24 hours'`)
  await db.execute(sql`delete from login_links where expires_at < now() - interval '30 days'`)
  await db.execute(sql`delete from sessions where expires_at < now() - interval '30 days'`)
}
