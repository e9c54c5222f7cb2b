import { asc, eq, inArray } from 'drizzle-orm'
import type { RunJob } from '../../contracts/job.js'
import type { Database } from '../database/open-database.js'
import { outbox, runs, submissions } from '../tables.js'
import type { RunQueue } from '../queue.js'

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
