import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, Queue, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Logger } from 'pino'
import { Value } from 'typebox/value'
import type { ExercisePackage } from '../contracts/exercise/exercise-package.js'
import type { ImageContents } from '../contracts/image-contents.js'
import {
  imageQueueName,
  reportQueueName,
  type RunJob,
  RunJobSchema,
  runQueueName,
  type RunResult,
  type Progress,
} from '../contracts/job.js'
import { limitCalls } from '../contracts/limit-calls.js'
import type { Phase, Report } from '../contracts/report/report.js'
import type { BlobStore } from '../storage/blob-store.js'
import { type PackageCache, readStoredTree } from '../storage/package-cache.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import type { AssessRequest } from './assess-request.js'
import { assess } from './assess.js'
import type { Sandbox } from './sandbox/sandbox.js'

/** The only file of the worker that knows BullMQ. */

/** Grades one run. What it throws is our fault: the run is tried again, and never scored. */
export type GradeRun = (job: RunJob, context: RunContext) => Promise<Report>

export interface RunContext {
  onProgress(progress: Progress): void
  /** Aborted when another worker may have the run, or this one must stop: clear up and throw. */
  signal: AbortSignal
}

export interface ConsumerOptions {
  redisUrl: string
  prefix: string
  name: string
  log: WorkerLog
  /** Runs at a time in this process. With more than one, a run that kills the process takes the others with it. */
  concurrency: number
  /** A worker that is not heard of for this long has lost its run. */
  lockMs: number
  /** A run under way gets this long to end once the worker is told to stop; then it is handed back. */
  graceMs: number
}

export interface Consumer {
  /** Hands over what the images of this worker hold. Throws when the worker is stopped before Redis has taken it. */
  tellImages(contents: readonly ImageContents[]): Promise<void>
  /** Takes no more runs; returns when the last is done or handed back. */
  stop(): Promise<void>
}

const ERRORS_EVERY_MS = 10_000
const outgoingJobOptions = {
  attempts: 100_000,
  backoff: { type: 'fixed', delay: 2_000 },
  removeOnComplete: { age: 3_600, count: 100 },
  removeOnFail: { age: 604_800 },
}

/** Takes runs off the queue, one after the other, and hands their reports to the second queue. */
export function startConsumer(gradeRun: GradeRun, options: ConsumerOptions): Consumer {
  const { redisUrl, prefix, name, log } = options
  const onError = limitCalls((left, err: Error) => log.error({ err, left }, 'the queue failed'), ERRORS_EVERY_MS)
  const stopping = new AbortController()
  const outgoing = { connection: { url: redisUrl, maxRetriesPerRequest: 1 }, prefix }
  const reports = new Queue<RunResult>(reportQueueName, outgoing)
  const images = new Queue<readonly ImageContents[]>(imageQueueName, outgoing)
  for (const queue of [reports, images]) queue.on('error', onError)

  const finish = async (run: RunJob, report: Report) => {
    const result = { runId: run.runId, delivery: run.delivery, report }
    const add = () => reports.add('report', result, { ...outgoingJobOptions, jobId: `${run.runId}-${run.delivery}` })
    await deliver(add, { onError, signal: stopping.signal })
  }
  const process = async (job: Job<unknown>, token?: string, lost?: AbortSignal) => {
    const run = parseJob(job)
    const signal = AbortSignal.any([stopping.signal, ...(lost ? [lost] : [])])
    const progress = sendProgress((data) => job.updateProgress(data), onError)
    log.info({ runId: run.runId, delivery: run.delivery }, 'run started')
    try {
      const report = await gradeRun(run, { signal, onProgress: progress.send })
      await finish(run, report)
      log.info({ runId: run.runId, delivery: run.delivery, verdict: report.verdict }, 'run finished')
    } catch (error) {
      if (stopping.signal.aborted) return handBack(job, token)
      throw describeFault(log, run, error as Error)
    }
  }
  const worker = new Worker(runQueueName, process, {
    connection: { url: redisUrl, maxRetriesPerRequest: null },
    prefix,
    name,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
    stalledInterval: options.lockMs / 2,
    maxStalledCount: 1,
  })
  worker.on('error', onError)
  worker.on('lockRenewalFailed', (jobIds: string[]) => {
    log.warn({ jobIds }, 'the lock of a run is lost and another worker may have it: the run is cancelled')
    for (const id of jobIds) worker.cancelJob(id, 'lock lost')
  })

  return {
    async tellImages(contents) {
      const add = () => images.add('images', contents, { ...outgoingJobOptions, jobId: `${name}-${randomUUID()}` })
      await deliver(add, { onError, signal: stopping.signal })
    },
    async stop() {
      const timer = setTimeout(() => stopping.abort(new Error('the worker is stopping')), options.graceMs)
      await worker.close()
      clearTimeout(timer)
      await Promise.all([reports.close(), images.close()])
    },
  }
}

/** A job of an unknown shape cannot be tried again with more success. */
function parseJob(job: Job<unknown>): RunJob {
  if (Value.Check(RunJobSchema, job.data)) return job.data
  const [mistake] = Value.Errors(RunJobSchema, job.data)
  throw new UnrecoverableError(`the job ${job.id} is not a run: ${mistake?.instancePath} ${mistake?.message}`)
}

/** Puts the run back where it stood; this was no attempt. */
async function handBack(job: Job<unknown>, token: string | undefined): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

/** The log has the fault, the queue only its id: the API puts it into the report when it gives the run up. */
function describeFault(log: WorkerLog, run: RunJob, err: Error): Error {
  const incident = `inc-${randomUUID()}`
  log.error({ err, incident, runId: run.runId, delivery: run.delivery }, 'a run failed because of a fault of Assay')
  return new Error(`incident ${incident}`)
}

const ATTEMPT_MS = 5_000
const PAUSE_MS = 1_000

/**
 * Hands over what a worker has to tell and does not give up while Redis is away: the work is done, only the message is
 * missing. Throws when `signal` is aborted first; then a run is graded again by whoever takes it next.
 */
export async function deliver(
  add: () => Promise<unknown>,
  { onError, signal }: { onError(error: Error): void; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      await Promise.race([add(), expire(ATTEMPT_MS)])
      return
    } catch (error) {
      onError(error as Error)
      await sleep(PAUSE_MS, undefined, { signal })
    }
  }
}

/**
 * ioredis may wait for ever on a server that is away. An attempt that succeeds late does no harm: the job id is the
 * same.
 */
async function expire(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false })
  throw new Error('Redis did not accept it in time')
}

/**
 * Messages that wait for Redis; what comes on top is left out: progress is a hint, and grading must not wait for it.
 */
const MOST_WAITING = 50

/** Sends progress one after the other, without ever holding up or failing the run. */
export function sendProgress(
  update: (progress: Progress) => Promise<void>,
  onError: (error: Error) => void,
): { send(progress: Progress): void } {
  let last = Promise.resolve()
  let waiting = 0
  return {
    send(progress) {
      if (waiting >= MOST_WAITING) return
      waiting += 1
      last = last
        .then(() => update(progress))
        .catch(onError)
        .finally(() => (waiting -= 1))
    },
  }
}

/** What anything of the worker logs to: one JSON line a message. */
export type WorkerLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export interface GradingParts {
  blobs: BlobStore
  packages: PackageCache<ExercisePackage>
  sandbox: Sandbox
  /** Name of this worker, on the pod's labels. */
  worker: string
}

/** Fetches what a job names and assesses it. */
export function gradeRuns({ blobs, packages, sandbox, worker }: GradingParts): GradeRun {
  return async (job, { onProgress, signal }) =>
    assess(
      {
        runId: job.runId,
        submissionId: job.submissionId,
        delivery: job.delivery,
        ...(await readSource(blobs, job.source.sha256)),
        sourceSha256: job.source.sha256,
        exercise: await packages.open(job.exercise.digest),
        exerciseDigest: job.exercise.digest,
        language: job.language,
        seed: job.seed,
        earlierPhases: [queuePhase(job, Date.now())],
        worker,
        onProgress,
        signal,
      },
      sandbox,
    )
}

async function readSource(
  blobs: BlobStore,
  sha256: string,
): Promise<Pick<AssessRequest, 'source' | 'leftOut' | 'topFolder'>> {
  try {
    const { files, ...others } = await readStoredTree(blobs, sha256)
    return { source: files, ...others }
  } catch (error) {
    if (error instanceof RejectedUpload) return { source: error }
    throw error
  }
}

/** Two machines' clocks are compared here, so a little less than nothing is possible: nothing then. */
const queuePhase = (job: RunJob, nowMs: number): Phase => ({
  name: 'queue',
  startedAt: job.queuedAt,
  ms: Math.max(0, nowMs - Date.parse(job.queuedAt)),
})
