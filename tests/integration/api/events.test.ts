import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { addProgress, markRunning } from '../../../api/submissions/run-progress.js'
import { runs } from '../../../api/submissions/tables.js'
import { finishRun } from './sample-report.js'
import { formOf, startApiWithExercise } from './start-api.js'
import { listen, openStream } from './read-stream.js'

const api = await startApiWithExercise(t, { ASSAY_HEARTBEAT_SECONDS: '0.2', ASSAY_RECONCILE_SECONDS: '3600' })
const { db } = api.platform.context
const base = await listen(api)
const learner = await api.createToken('ada', 'learner')
const instructor = await api.createToken('ines', 'admin')

const submit = async () => (await api.submit(formOf({ 'server.js': '1' }), { token: learner })).json().id as string
const watch = (t: Test, id: string, headers: Record<string, string> = {}, token = learner) =>
  openStream(t, `${base}/v1/submissions/${id}/events`, { authorization: `Bearer ${token}`, ...headers })
const runOf = async (id: string) => {
  const [run] = await db.select().from(runs).where(eq(runs.submissionId, id))
  if (!run) throw new Error('no run')
  return { runId: run.id, delivery: run.delivery }
}
const progress = (id: string, show: string) => ({
  type: 'test',
  id,
  title: id,
  show,
  outcome: 'passed',
  finished: 1,
  total: 3,
})

t.test('events come as they happen, end after the result, and hide what a learner may not know', async (t) => {
  const id = await submit()
  const [own, whole] = await Promise.all([watch(t, id), watch(t, id, {}, instructor)])
  t.match(own.response.headers.get('content-type'), 'text/event-stream')
  t.match(await own.next(), { name: 'state', data: { state: 'queued' } })
  const run = await runOf(id)
  await markRunning(db, run)
  t.match(await own.next(), { name: 'state', data: { state: 'running' } })
  await addProgress(db, run, '1-0', progress('open-test', 'full'))
  await addProgress(db, run, '2-0', progress('hidden-test', 'nothing'))
  await finishRun(api, id)
  const rest = await own.rest()
  t.same(
    rest.map(({ name }) => name),
    ['progress', 'progress', 'result'],
  )
  t.notMatch(JSON.stringify(rest), /hidden-test/, 'of the hidden test only that one more has ended')
  t.match(rest[1]?.data, { type: 'count', finished: 1, total: 3 })
  t.match(rest[2]?.data, { verdict: 'assessed', score: 25, links: { report: /report\?run=/ } })
  t.same(
    (await whole.rest()).filter(({ name }) => name === 'progress').map(({ data }) => data['id']),
    ['open-test', 'hidden-test'],
  )
})

t.test('with Last-Event-ID a stream goes on where it broke off, without gap or double', async (t) => {
  const id = await submit()
  const run = await runOf(id)
  await markRunning(db, run)
  for (let i = 0; i < 5; i += 1) await addProgress(db, run, `${i}-0`, progress(`test-${i}`, 'full'))
  const broken = await watch(t, id)
  const seen = [await broken.next(), await broken.next(), await broken.next()]
  broken.close()
  await addProgress(db, run, '9-0', progress('while-away', 'full'))
  const resumed = await watch(t, id, { 'last-event-id': seen[2]?.id ?? '' })
  await finishRun(api, id)
  const all = [...seen, ...(await resumed.rest())]
  t.same(
    all.map((event) => event?.data['id'] ?? event?.name),
    ['state', 'state', 'test-0', 'test-1', 'test-2', 'test-3', 'test-4', 'while-away', 'result'],
  )
  const ids = all.map((event) => Number(event?.id))
  t.same(
    ids,
    [...ids].sort((a, b) => a - b),
  )
})

t.test('a stream of what is over replays and ends; nothing more to come is 204', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const events = await (await watch(t, id)).rest()
  t.same(
    events.map(({ name }) => name),
    ['state', 'result'],
  )
  const over = await watch(t, id, { 'last-event-id': events[1]?.id ?? '' })
  t.equal(over.response.status, 204)
})

t.test('a silent stream has heartbeats', async (t) => {
  const stream = await watch(t, await submit())
  await stream.next()
  while (stream.comments.length < 2) await stream.pump()
  t.same(stream.comments.slice(0, 2), ['heartbeat', 'heartbeat'])
})

t.test('the same queue event heard by two API processes is one event', async (t) => {
  const id = await submit()
  const run = await runOf(id)
  await Promise.all([
    addProgress(db, run, '5-0', progress('a', 'full')),
    addProgress(db, run, '5-0', progress('a', 'full')),
  ])
  await finishRun(api, id)
  t.same(
    (await (await watch(t, id)).rest()).map(({ name }) => name),
    ['state', 'progress', 'result'],
  )
})

t.test('a malformed Last-Event-ID and an Accept without event streams are refused', async (t) => {
  const id = await submit()
  const url = `/v1/submissions/${id}/events`
  t.equal((await api.request({ url, headers: { 'last-event-id': 'x' } }, learner)).statusCode, 400)
  t.equal((await api.request({ url, headers: { accept: 'application/json' } }, learner)).json().code, 'not-acceptable')
})

t.test('streams end when the API stops, so that it can', async (t) => {
  const stream = await watch(t, await submit())
  t.match(await stream.next(), { name: 'state' })
  api.platform.endStreams()
  t.same(await stream.rest(), [])
})
