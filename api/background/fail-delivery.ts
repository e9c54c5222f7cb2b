import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Logger } from '../app-context.js'
import type { Database } from '../database/open-database.js'
import { redeliver, storeReport, type Delivery } from '../database/run-progress.js'
import { packages, runs, submissions } from '../tables.js'
import { reportNotAssessed } from '../reports/not-assessed.js'

export interface FailureRules {
  db: Database
  log: Logger
  maxFailures: number
}

/**
 * A delivery ended by a fault of ours: the run is tried again, and given up as `not-assessed` after `maxFailures`
 * (at once when `isFinal`: the worker has tried as often as makes sense). Never a score.
 */
export async function failDelivery(
  rules: FailureRules,
  failed: Delivery & { reason: string; isFinal: boolean },
): Promise<void> {
  const { db, log, maxFailures } = rules
  const [row] = await db
    .select({ run: runs, submission: submissions, exercise: packages.summary })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submissionId))
    .innerJoin(packages, eq(packages.digest, runs.exerciseDigest))
    .where(eq(runs.id, failed.runId))
  if (!row || row.run.state === 'done' || row.run.delivery !== failed.delivery) return
  if (!failed.isFinal && row.run.failures + 1 < maxFailures) {
    log.warn({ ...failed }, 'a delivery failed, the run will be retried')
    return redeliver(db, failed, true)
  }
  const incident = findIncident(failed.reason)
  log.error({ ...failed, incident }, 'gave up on a run, it is not-assessed')
  await storeReport(db, failed.runId, reportNotAssessed(row.run, row.submission, row.exercise, incident, new Date()))
}

/** The worker puts the id under which it logged the fault into its message; a delivery that just died has none. */
const findIncident = (reason: string) => /\binc-[0-9a-f-]{36}\b/.exec(reason)?.[0] ?? `inc-${randomUUID()}`
