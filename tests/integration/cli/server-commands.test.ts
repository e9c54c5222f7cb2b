import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import pino from 'pino'
import t from 'tap'
import { events } from '../../../api/database/schema.js'
import type { GradeRun } from '../../../worker/consumer.js'
import { startConsumer } from '../../../worker/consumer.js'
import { runAssay } from '../../cli/fixtures/run-assay.js'
import { makeReport } from '../../cli/fixtures/reports.js'
import { adminToken, startApi } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'

const manifest = 'slug: tiny\ntitle: Tiny\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n'
const files = {
  'tiny/exercise.yaml': manifest,
  'tiny/statement.md': 'Answer 200.',
  'tiny/hidden/correctness/answers.test.mjs': "import { test } from '@assay/kit'\ntest('answers', () => {})\n",
  'tiny/starter/node/server.js': '',
  'work/server.js': 'the work',
}
// Not a testdir: the API takes that for its blobs.
const exercise = await mkdtemp(join(tmpdir(), 'assay-test-'))
t.teardown(() => rm(exercise, { recursive: true }))
for (const [path, text] of Object.entries(files)) {
  await mkdir(join(exercise, dirname(path)), { recursive: true })
  await writeFile(join(exercise, path), text)
}

const api = await startApi(t)

/** Grades nothing: says a phase and a test, then hands over a report once the API has heard. */
const gradeRun: GradeRun = async (job, { onProgress }) => {
  onProgress({ type: 'phase', phase: 'correctness' })
  onProgress({ type: 'test', id: 'answers', title: 'Answers', show: 'full', outcome: 'passed', finished: 1, total: 1 })
  const ofRun = eq(events.submissionId, job.submissionId)
  const isHeard = async () => (await api.platform.context.db.$count(events, and(ofRun, eq(events.type, 'progress')))) >= 2
  await waitUntil(isHeard, 10_000, 'progress')
  return makeReport({ submission: job.submissionId, run: job.runId, exercise: { ...job.exercise, title: 'Tiny' } })
}

await api.app.listen({ port: 0, host: '127.0.0.1' })
const server = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`
const consumer = startConsumer(gradeRun, {
  redisUrl: api.config.REDIS_URL,
  prefix: api.config.ASSAY_QUEUE_PREFIX,
  name: 'test',
  log: pino({ level: 'silent' }),
  concurrency: 1,
  lockMs: 30_000,
  graceMs: 1_000,
})
t.teardown(() => consumer.stop())

const assay = (args: readonly string[], token = adminToken) => runAssay(args, { ASSAY_SERVER: server, ASSAY_TOKEN: token })

t.test('publish says what is new and what was there', async (t) => {
  const first = await assay(['publish', `${exercise}/tiny`])
  t.equal(first.status, 0, first.err)
  t.match(first.out, new RegExp(`^Published tiny \\([0-9a-f]{12}\\) on ${server}`))
  t.match((await assay(['publish', `${exercise}/tiny`])).out, /^Already published, and unchanged: tiny/)
})

t.test('submit --watch shows progress, then the report; report and regrade find it again', async (t) => {
  const { status, out, err } = await assay(['submit', 'tiny', `${exercise}/work`, '--watch'])
  t.equal(status, 0, err)
  t.match(out, /^Tiny \(tiny\) in node\n\n100 of 100 {2}assessed/)
  t.match(err, /Running the hidden tests\n {2}✓ Answers/)
  const id = /Accepted as ([0-9a-f-]{36})/.exec(err)?.[1] ?? ''
  t.equal((await assay(['report', id])).out, out)
  t.match(JSON.parse((await assay(['report', id, '--json'])).out), { schema: 'assay.report/1', submission: id })
  t.match((await assay(['report', id, '--junit'])).out, /<testsuites/)
  t.match((await assay(['regrade', id])).out, /A new run of/)
})

t.test('submit without --watch names the submission and how to get its report', async (t) => {
  const { out } = await assay(['submit', 'tiny', `${exercise}/work`])
  t.match(out, /^Accepted as ([0-9a-f-]{36})\. Its report: npx assay report \1\n$/)
})

t.test('a created token works until it is revoked', async (t) => {
  const created = await assay(['token', 'create', '--role', 'learner', '--owner', 'ada', '--days', '3', '--json'])
  const { id, token } = JSON.parse(created.out) as { id: string; token: string }
  t.match((await assay(['token', 'list'])).out, new RegExp(`${id} +learner +ada`))
  t.equal((await assay(['submit', 'tiny', `${exercise}/work`], token)).status, 0)
  t.match(await assay(['token', 'list'], token), { status: 2, err: /The token does not allow this/ })
  t.equal((await assay(['token', 'revoke', id])).status, 0)
  t.match(await assay(['submit', 'tiny', `${exercise}/work`], token), { status: 2, err: /The token is not valid/ })
})

t.test('a refusal of the server is told in its words', async (t) => {
  t.match(await assay(['submit', 'nothing', `${exercise}/work`]), { status: 2, out: '', err: /There is no such exercise/ })
})
