import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import pino from 'pino'
import type { Test } from 'tap'
import type { RunJob } from '../../../contracts/job.js'
import { startConsumer, type Consumer, type ConsumerOptions, type GradeRun } from '../../../worker/consumer.js'
import { projectFile } from '../../project-file.js'
import { sampleReport } from '../api/sample-report.js'
import type { TestApi } from '../api/start-api.js'

/** Grades at once and without containers: here the way of a run is tested, not its grading. */
export const gradeAtOnce: GradeRun = (job) => Promise.resolve(reportOf(job))

export const reportOf = (job: RunJob) =>
  sampleReport({ runId: job.runId, submissionId: job.submissionId, digest: job.exercise.digest })

/** A worker in this process, on the queue of `api`. */
export function startTestWorker(
  t: Test,
  api: TestApi,
  gradeRun: GradeRun,
  change: Partial<ConsumerOptions> = {},
): Consumer {
  const consumer = startConsumer(gradeRun, {
    redisUrl: api.config.REDIS_URL,
    prefix: api.config.ASSAY_QUEUE_PREFIX,
    name: 'test-worker',
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    concurrency: 1,
    lockMs: 5_000,
    graceMs: 0,
    ...change,
  })
  t.teardown(() => consumer.stop())
  return consumer
}

export interface WorkerProcess {
  child: ChildProcess
  /** Resolves when the process has begun a run. */
  begun: Promise<void>
  ended: Promise<unknown>
}

/**
 * A compiled worker (`npm run build`) in a process of its own, that never ends the runs it begins (`hang`), or dies by
 * them (`die`).
 */
export function spawnWorker(t: Test, api: TestApi, mode: 'hang' | 'die'): WorkerProcess {
  const args = [
    projectFile('tests/integration/queue/fixtures/worker-process.mjs'),
    api.config.REDIS_URL,
    api.config.ASSAY_QUEUE_PREFIX,
    mode,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const begun = new Promise<void>((resolve) => createInterface({ input: child.stdout }).once('line', () => resolve()))
  return { child, begun, ended }
}
