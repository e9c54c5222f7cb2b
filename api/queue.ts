import { Queue, QueueEvents, Worker } from 'bullmq'
import { imageQueueName, reportQueueName, runQueueName, type RunJob } from '../contracts/job.js'
import { withTimeout } from './background.js'

/** The only file of the API that knows BullMQ. Everything it throws is a fault of the queue, never of a caller. */

export interface QueueSettings {
  redisUrl: string
  prefix: string
  /** Until a run that failed is tried again; twice as long each time after. */
  retryMs: number
  onError(error: Error): void
}

/** How the queue has a delivery of a run; `exhausted` means that all attempts of the job were used. */
export type JobState =
  | { state: 'waiting' | 'active' | 'missing' }
  | { state: 'completed'; finishedAt: number }
  | { state: 'failed'; isExhausted: boolean; reason: string }

/** What workers say while they work: a hint only, events can be lost. `id` is the same for every listener. */
export interface RunEvent {
  id: string
  type: 'active' | 'progress' | 'failed'
  runId: string
  delivery: number
  data: unknown
}

export interface RunQueue {
  /** Adds runs; one that is there already is left as it is. Throws when Redis does not take them in time. */
  add(jobs: readonly { job: RunJob; priority: number }[]): Promise<void>
  inspect(runId: string, delivery: number): Promise<JobState>
  /** Whether the report of a delivery is on its way to us. */
  isReportPending(runId: string, delivery: number): Promise<boolean>
  /** Takes back a job that no worker has begun; does nothing otherwise. */
  withdraw(runId: string, delivery: number): Promise<void>
  /** Workers connected now; 0 when Redis does not answer. */
  countWorkers(): Promise<number>
  isReachable(): Promise<boolean>
  listen(listener: (event: RunEvent) => Promise<void>): void
  /** Takes reports off the second queue. A handler that throws gets the same report again. */
  consumeReports(handle: (result: unknown) => Promise<void>): void
  /** Takes what workers tell of their images, in the same way. */
  consumeImages(handle: (contents: unknown) => Promise<void>): void
  close(): Promise<void>
}

/** ioredis may wait for ever on a server that is away, so every call has an end. */
const CALL_TIMEOUT_MS = 2_000
/** Somebody waits for an answer that is the same, only less exact, without it. */
const ESTIMATE_TIMEOUT_MS = 300
/**
 * Six attempts from 3 s on take a minute and a half: a container engine that restarts must not cost anybody their
 * grade.
 */
const attempts = 6
const jobOptions = {
  removeOnComplete: { age: 86_400, count: 1_000 },
  removeOnFail: { age: 604_800 },
} as const

export function openRunQueue({ redisUrl, prefix, retryMs, onError }: QueueSettings): RunQueue {
  const failingFast = { url: redisUrl, enableOfflineQueue: false, maxRetriesPerRequest: 1, connectionName: 'assay-api' }
  const patient = { url: redisUrl, maxRetriesPerRequest: null, connectionName: 'assay-api' }
  const runs = new Queue(runQueueName, { connection: failingFast, prefix })
  const reports = new Queue(reportQueueName, { connection: failingFast, prefix })
  const events = new QueueEvents(runQueueName, { connection: patient, prefix })
  const closing: { close(): Promise<void> }[] = [runs, reports, events]
  runs.on('error', onError)
  reports.on('error', onError)
  events.on('error', onError)
  const call = <T>(work: Promise<T>) => withTimeout(work, CALL_TIMEOUT_MS, 'Redis did not respond in time')
  const consume = (name: string, handle: (data: unknown) => Promise<void>, concurrency: number) => {
    const options = {
      connection: patient,
      prefix,
      concurrency,
      lockDuration: 30_000,
      stalledInterval: 15_000,
      maxStalledCount: 1_000,
    }
    const worker = new Worker(name, (job) => handle(job.data), options)
    worker.on('error', onError)
    closing.unshift(worker)
  }

  return {
    async add(jobs) {
      await call(
        runs.addBulk(
          jobs.map(({ job, priority }) => ({
            name: 'run',
            data: job,
            opts: {
              ...jobOptions,
              attempts,
              backoff: { type: 'exponential', delay: retryMs },
              jobId: jobId(job.runId, job.delivery),
              priority,
            },
          })),
        ),
      )
    },
    inspect: (runId, delivery) => call(inspectJob(runs, jobId(runId, delivery))),
    async isReportPending(runId, delivery) {
      const state = await call(reports.getJobState(jobId(runId, delivery)))
      return state !== 'unknown' && state !== 'completed' && state !== 'failed'
    },
    async withdraw(runId, delivery) {
      await call(runs.remove(jobId(runId, delivery))).catch(onError)
    },
    countWorkers: () => withTimeout(runs.getWorkersCount(), ESTIMATE_TIMEOUT_MS, 'slow').catch(() => 0),
    isReachable: () =>
      call(runs.count()).then(
        () => true,
        () => false,
      ),
    listen(listener) {
      let heard = Promise.resolve() // one after the other: what is written down later is shown later
      const pass = (type: RunEvent['type'], id: string, job: string, data: unknown) => {
        const target = parseJobId(job)
        if (target) heard = heard.then(() => listener({ id, type, ...target, data })).catch(onError)
      }
      events.on('active', ({ jobId: job }, id) => pass('active', id, job, null))
      events.on('progress', ({ jobId: job, data }, id) => pass('progress', id, job, data))
      events.on('failed', ({ jobId: job }, id) => pass('failed', id, job, null))
    },
    consumeReports: (handle) => consume(reportQueueName, handle, 4),
    consumeImages: (handle) => consume(imageQueueName, handle, 1),
    async close() {
      await Promise.all(
        closing.map((part) => withTimeout(part.close(), 5_000, 'the queue did not close in time').catch(onError)),
      )
    },
  }
}

const jobId = (runId: string, delivery: number) => `${runId}-${delivery}`

function parseJobId(id: string): { runId: string; delivery: number } | null {
  const match = /^([0-9a-f-]{36})-(\d{1,9})$/.exec(id)
  return match?.[1] ? { runId: match[1], delivery: Number(match[2]) } : null
}

async function inspectJob(queue: Queue, id: string): Promise<JobState> {
  const state = await queue.getJobState(id)
  if (state === 'active') return { state }
  if (state === 'unknown') return { state: 'missing' }
  if (state !== 'failed' && state !== 'completed') return { state: 'waiting' }
  const job = await queue.getJob(id)
  if (!job) return { state: 'missing' }
  if (state === 'completed') return { state, finishedAt: job.finishedOn ?? 0 }
  return { state, isExhausted: job.attemptsMade >= (job.opts.attempts ?? 1), reason: job.failedReason ?? '' }
}
