import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import pino from 'pino'
import type { Test } from 'tap'
import { events } from '../../../api/submissions/tables.js'
import type { Report } from '../../../contracts/report/report.js'
import { type GradeRun, startConsumer } from '../../../worker/consumer.js'
import { makeReport } from '../../cli/fixtures/reports.js'
import { type AssayRun, runAssay } from '../../cli/fixtures/run-assay.js'
import { adminToken, startApi, type TestApi } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'

const manifest = 'slug: tiny\ntitle: Tiny\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n'
const files = {
  'tiny/exercise.yaml': manifest,
  'tiny/statement.md': 'Answer 200.',
  'tiny/hidden/correctness/answers.test.mjs': "import { test } from '@assay/kit'\ntest('answers', () => {})\n",
  'tiny/starter/node/server.js': '',
  'work/server.js': 'the work',
}

export interface CommandServer {
  /** Has the exercise `tiny`, not published, and a submission for it, `work`. */
  folder: string
  url: string
  api: TestApi
  /** What the worker finds from now on. */
  found: Partial<Report>
  /** Runs a command line against the server, as the admin unless a token is given. */
  assay(args: readonly string[], token?: string): Promise<AssayRun>
}

/**
 * An API on a port, and a worker that grades nothing: it says a phase and a test, then hands over a report once the API
 * has heard.
 */
export async function startCommandServer(t: Test): Promise<CommandServer> {
  // Not a testdir: the API takes that for its blobs.
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const api = await startApi(t)
  await api.app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`
  const started: CommandServer = {
    folder,
    url,
    api,
    found: {},
    assay: (args, token = adminToken) => runAssay(args, { ASSAY_SERVER: url, ASSAY_TOKEN: token }),
  }
  startWorker(t, started)
  return started
}

function startWorker(t: Test, server: CommandServer): void {
  const { config, platform } = server.api
  const gradeRun: GradeRun = async (job, { onProgress }) => {
    onProgress({ type: 'phase', phase: 'correctness' })
    onProgress({
      type: 'test',
      id: 'answers',
      title: 'Answers',
      show: 'full',
      outcome: 'passed',
      finished: 1,
      total: 1,
    })
    const ofRun = and(eq(events.runId, job.runId), eq(events.type, 'progress'))
    const isDry = async () => (await platform.context.db.$count(events, eq(events.runId, job.runId))) === 0
    const isHeard = async () => (await isDry()) || (await platform.context.db.$count(events, ofRun)) >= 2
    await waitUntil(isHeard, 10_000, 'progress')
    return {
      ...makeReport({ submission: job.submissionId, run: job.runId, exercise: { ...job.exercise, title: 'Tiny' } }),
      ...server.found,
    }
  }
  const consumer = startConsumer(gradeRun, {
    redisUrl: config.REDIS_URL,
    prefix: config.ASSAY_QUEUE_PREFIX,
    name: 'test',
    log: pino({ level: 'silent' }),
    concurrency: 1,
    lockMs: 30_000,
    graceMs: 1_000,
  })
  t.teardown(() => consumer.stop())
}
