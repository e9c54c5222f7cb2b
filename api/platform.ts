import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Value } from 'typebox/value'
import { limitCalls } from '../contracts/limit-calls.js'
import { ProgressSchema } from '../contracts/job.js'
import { openBlobStore } from '../storage/folder-store.js'
import { PackageCache } from '../storage/package-cache.js'
import type { AppContext, Logger } from './app-context.js'
import { repeat } from './background.js'
import type { ApiConfig } from './config.js'
import { listenForNotifications, openEventHub } from './database/notifications.js'
import { type Database, migrateDatabase, openDatabase } from './database/open-database.js'
import { processEvents } from './lms/inbound/process-events.js'
import { sendGrades } from './lms/outbound/send-grades.js'
import { ingestImages } from './operations/images.js'
import { createMetrics } from './operations/metrics.js'
import { openRunQueue, type RunEvent } from './queue.js'
import { reconcileRuns, relayOutbox } from './submissions/deliver-runs.js'
import { ingestReport } from './submissions/ingest-report.js'
import { settleGrade } from './grades/settle-grade.js'
import { noteRegradeProgress } from './regrades/regrades.js'
import { addProgress, markRunning, type SettleReport } from './submissions/run-progress.js'

/** Everything around the HTTP side: tables, queue, and the work that goes on between requests. */
export interface Platform {
  context: AppContext
  /** Ends event streams: they would keep the server from closing. */
  endStreams(): void
  close(): Promise<void>
}

/** A queue that is away must not fill the log: its errors come in hundreds a second. */
const QUEUE_ERRORS_EVERY_MS = 10_000
/** Where Redis or PostgreSQL is away, the relay looks again this often; else it is woken. */
const RELAY_EVERY_MS = 1_000

/** Brings the tables up to date and starts. Fails where PostgreSQL is away; Redis may be. */
export async function startPlatform(config: ApiConfig, log: Logger): Promise<Platform> {
  const logFault = (message: string) =>
    limitCalls((left, err: Error) => log.error({ err, left }, message), QUEUE_ERRORS_EVERY_MS)
  await migrateDatabase(config.DATABASE_URL)
  const { db, pool, close: closeDatabase } = openDatabase(config.DATABASE_URL, logFault('the database failed'))
  const notifications = listenForNotifications(config.DATABASE_URL, logFault('listening to the database failed'))
  const queue = openRunQueue({
    redisUrl: config.REDIS_URL,
    prefix: config.ASSAY_QUEUE_PREFIX,
    retryMs: config.ASSAY_RETRY_SECONDS * 1000,
    onError: logFault('the queue failed'),
  })
  const blobs = await openBlobStore(pathToFileURL(resolve(config.ASSAY_DATA_DIR, 'blobs')).href)
  const events = openEventHub(notifications)
  const rules = { db, pool, queue, log, maxFailures: config.ASSAY_MAX_FAILURES, settleReport }

  const relay = repeat(() => relayOutbox(db, queue), RELAY_EVERY_MS, logFault('the relay failed'))
  const reconciler = repeat(
    () => reconcileRuns(rules),
    config.ASSAY_RECONCILE_SECONDS * 1000,
    logFault('the reconciler failed'),
  )
  const inbound = processEvents({ db, blobs, config, log }, logFault('processing LMS events failed'))
  const outbound = sendGrades({ db, config, log, onError: logFault('sending grades failed') })
  notifications.on('assay_outbox', () => relay.wake())
  notifications.on('assay_inbound', () => inbound.wake())
  notifications.on('assay_grades', () => outbound.wake())
  queue.listen((event) => (event.type === 'failed' ? Promise.resolve(reconciler.wake()) : noteRunEvent(db, event)))
  queue.consumeReports((result) => ingestReport(rules, result))
  queue.consumeImages((contents) => ingestImages({ db, log }, contents))

  return {
    context: {
      config,
      db,
      blobs,
      queue,
      events,
      packages: new PackageCache(blobs, (files) => files),
      metrics: createMetrics(db, () => queue.countWorkers()),
      log,
    },
    endStreams: () => events.close(),
    async close() {
      events.close()
      await Promise.all([relay, reconciler, inbound, outbound].map((work) => work.stop()))
      await queue.close()
      await notifications.close()
      await closeDatabase()
    },
  }
}

async function noteRunEvent(db: Database, event: RunEvent): Promise<void> {
  await markRunning(db, event)
  if (event.type === 'progress' && Value.Check(ProgressSchema, event.data))
    await addProgress(db, event, event.id, event.data)
}

/** What a report changes beyond its run. A dry run changes no grade before its regrade is applied. */
export const settleReport: SettleReport = async (tx, { submissionId, isDry, regradeId }) => {
  if (!isDry) await settleGrade(tx, submissionId)
  if (regradeId) await noteRegradeProgress(tx, regradeId)
}
