import { and, eq, sql } from 'drizzle-orm'
import t from 'tap'
import { failDelivery } from '../../../api/submissions/ingest-report.js'
import { settleReport } from '../../../api/platform.js'
import { redeliver } from '../../../api/submissions/run-progress.js'
import { gradeMessages } from '../../../api/lms/tables.js'
import { auditLog } from '../../../api/database/audit.js'
import { outbox, runs } from '../../../api/submissions/tables.js'
import { addGradedCourse } from './graded-course.js'
import { addCourse, finishDryRun, handIn } from './sample-course.js'
import { finishRun } from './sample-report.js'
import { startApiWithExercise } from './start-api.js'
import { packExercise } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const { db, log } = api.platform.context

t.test('nothing that learners see changes until a regrade is applied; then all of it does at once', async (t) => {
  const { submissions, start, get, post, assignment } = await addGradedCourse(api)
  const { digest } = (await api.publish(await packExercise('tiny', { title: 'Tiny, mended' }))).json()
  const seenByAda = async () => {
    const { grade, state, run, score } = await get(`/v1/submissions/${submissions.ada}`, 'ada')
    const { runs } = await get(`/v1/submissions/${submissions.ada}/runs`, 'ada')
    return {
      grade,
      state,
      run,
      score,
      runs,
      report: (await get(`/v1/submissions/${submissions.ada}/report`, 'ada')).run,
    }
  }
  const before = await seenByAda()
  const regrade = (await start()).json()
  t.match(regrade, { state: 'running', done: 0, total: 3, exerciseDigest: digest, reason: 'a test was wrong' })
  t.same(await seenByAda(), before, 'while it runs')
  const dryRun = await finishDryRun(api, submissions.ada, { score: 100 })
  await finishDryRun(api, submissions.bob, { score: 50 })
  t.match((await post(regrade.links.apply)).json(), { code: 'regrade-not-ready' })
  await finishDryRun(api, submissions.cem, { score: 30 })
  t.match(await get(regrade.links.self), { state: 'ready', done: 3, total: 3 })
  t.same(await seenByAda(), before, 'while it waits')
  t.equal(
    (await api.request({ url: `/v1/submissions/${submissions.ada}/report?run=${dryRun}` }, undefined)).statusCode,
    200,
  )
  t.equal((await get(`/v1/submissions/${submissions.ada}/report?run=${dryRun}`, 'ada')).code, 'submission-not-found')
  t.match((await post(regrade.links.apply)).json(), { state: 'applied' })
  t.match(await seenByAda(), {
    grade: { grade: 100, version: 2 },
    state: 'done',
    score: 100,
    report: dryRun,
    runs: [{ number: 2, id: dryRun }, { number: 1 }],
  })
  t.match(await get(`/v1/submissions/${submissions.cem}`, 'cem'), { grade: { grade: 30, version: 2 } })
  t.match(
    await get(`/v1/submissions/${submissions.bob}`, 'bob'),
    { grade: { grade: 50, version: 1 } },
    'no news where nothing changed',
  )
  t.equal((await get(`/v1/assignments/${assignment}`)).exerciseDigest, digest)
  const told = await api.request({ url: `/v1/submissions/${submissions.ada}/events` }, undefined)
  t.match(told.body, new RegExp(`event: result\\ndata: [^\\n]*${dryRun}`), 'who watches is told')
})

t.test('a second click starts nothing, also at the same moment', async (t) => {
  const { start, get, assignment } = await addGradedCourse(api)
  const answers = await Promise.all([start(), start(), start()])
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [202, 409, 409])
  const regrade = answers.find(({ statusCode }) => statusCode === 202)?.json()
  const refused = answers.find(({ statusCode }) => statusCode === 409)?.json()
  t.equal(refused.code, 'regrade-running')
  t.match(refused.detail, regrade.links.self)
  t.match((await get(`/v1/assignments/${assignment}/regrades`)).regrades, [{ id: regrade.id, done: 0, total: 3 }])
})

t.test('what counts is run, or everything where that is asked for', async (t) => {
  const { submissions, start, post, assignment, learners, dryRunsOf } = await addGradedCourse(api)
  const worse = await handIn(api, assignment, learners['bob'], 'worse')
  await finishRun(api, worse, { score: 10 })
  const waiting = await handIn(api, assignment, learners['cem'], 'not graded yet')
  const countOf = async (id: string) => (await dryRunsOf(id)).length
  const first = (await start()).json()
  t.same(await Promise.all([submissions.bob, worse, submissions.cem, waiting].map(countOf)), [1, 0, 1, 1])
  await post(first.links.discard)
  const second = (await start({ which: 'all' })).json()
  t.equal(second.total, 5)
  t.same(await Promise.all([submissions.bob, worse, submissions.cem, waiting].map(countOf)), [1, 1, 1, 1])
})

t.test('dry runs stand behind everything that learners wait for, and draw their chance as before', async (t) => {
  const { submissions, start, assignment, learners, dryRunsOf } = await addGradedCourse(api)
  await start()
  const later = await handIn(api, assignment, learners['ada'])
  const [live] = await db.select().from(runs).where(eq(runs.submissionId, later))
  const [first] = await db.select().from(runs).where(eq(runs.submissionId, submissions.ada)).orderBy(runs.queuedAt)
  const [dry] = await dryRunsOf(submissions.ada)
  await api.request({ method: 'POST', url: `/v1/submissions/${submissions.bob}/runs` })
  const [single] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.submissionId, submissions.bob), eq(runs.number, 2)))
  if (!live || !dry || !single) throw new Error('a run is missing')
  t.ok(live.priority < single.priority && single.priority < dry.priority)
  t.equal(dry.seed, first?.seed)
  t.equal(dry.isRegrade, true, "not counted as the learner's own")
})

t.test('a regrade is ready once, whichever of its last runs ends last', async (t) => {
  const { submissions, start, get } = await addGradedCourse(api)
  const { links } = (await start()).json()
  await Promise.all(Object.values(submissions).map((id) => finishDryRun(api, id)))
  t.match(await get(links.self), { state: 'ready', done: 3 })
})

t.test('runs that are tried again, or given up, end a regrade as others do', async (t) => {
  const { submissions, start, get, dryRunsOf } = await addGradedCourse(api)
  const { links } = (await start()).json()
  await finishDryRun(api, submissions.ada)
  await finishDryRun(api, submissions.bob)
  const [run] = await dryRunsOf(submissions.cem)
  if (!run) throw new Error('no dry run')
  await redeliver(db, { runId: run.id, delivery: 1 }, true)
  t.match(await get(links.self), { state: 'running', done: 2, total: 3 })
  await failDelivery(
    { db, log, maxFailures: 3, settleReport },
    { runId: run.id, delivery: 2, reason: 'the engine is gone', isFinal: true },
  )
  t.match(await get(links.self), { state: 'ready', done: 3, summary: { 'not-assessed': 1 } })
})

t.test(
  'what could not be assessed keeps its grade and is run once more; what came meanwhile is run by the new package',
  async (t) => {
    const { submissions, start, get, post, assignment, learners } = await addGradedCourse(api)
    const { digest } = (await api.publish(await packExercise('tiny', { title: 'Tiny, third' }))).json()
    const regrade = (await start()).json()
    const meanwhile = await handIn(api, assignment, learners['ada'], 'meanwhile')
    await finishRun(api, meanwhile, { score: 60 })
    await finishDryRun(api, submissions.ada, { score: 26 })
    await finishDryRun(api, submissions.bob, { score: 51 })
    await finishDryRun(api, submissions.cem, { verdict: 'not-assessed', score: null, incident: 'inc-1' })
    await post(regrade.links.apply)
    const stateOf = async (id: string) => {
      const { state, grade, run } = await get(`/v1/submissions/${id}`)
      return [state, grade.grade, run.exerciseDigest === digest]
    }
    t.same(await stateOf(submissions.ada), ['done', 26, true])
    t.same(await stateOf(submissions.cem), ['queued', 75, true])
    t.same(await stateOf(meanwhile), ['queued', 60, true])
    await finishRun(api, meanwhile, { score: 61 })
    t.same(await stateOf(meanwhile), ['done', 61, true])
    const latest = await handIn(api, assignment, learners['ada'], 'afterwards')
    t.equal((await get(`/v1/submissions/${latest}`)).run.exerciseDigest, digest)
  },
)

t.test('a regrade counts over single regrades that were asked for meanwhile, and overrides stay', async (t) => {
  const { submissions, start, get, post, instructor } = await addGradedCourse(api)
  const regrade = (await start()).json()
  await api.request(
    { method: 'PUT', url: `/v1/submissions/${submissions.bob}/override`, payload: { grade: 88, comment: 'x' } },
    instructor,
  )
  t.match((await post(`/v1/submissions/${submissions.ada}/runs`)).json(), { number: 2 })
  await finishRun(api, submissions.ada, { score: 33 })
  await finishDryRun(api, submissions.ada, { score: 44 })
  await finishDryRun(api, submissions.bob, { score: 55 })
  await finishDryRun(api, submissions.cem)
  const { entries } = await get(regrade.links.self)
  t.match(
    entries.find(({ learner }: { learner: { id: string } }) => learner.id === 'bob'),
    { change: 'none', isOverridden: true, before: { score: 50, grade: 88 }, after: { score: 55, grade: 88 } },
  )
  await post(regrade.links.apply)
  t.match(await get(`/v1/submissions/${submissions.ada}`), { score: 44, grade: { grade: 44 }, run: { number: 3 } })
  t.match(await get(`/v1/submissions/${submissions.bob}`), { grade: { grade: 88, score: 55, isOverridden: true } })
})

t.test('a regrade that is discarded costs nothing more and leaves no trace for learners', async (t) => {
  const { submissions, start, get, post, dryRunsOf } = await addGradedCourse(api)
  const regrade = (await start()).json()
  const done = await finishDryRun(api, submissions.ada, { score: 100 })
  const [queued] = await dryRunsOf(submissions.bob)
  t.match((await post(regrade.links.discard)).json(), { state: 'discarded', endedBy: /^teacher-of-/ })
  t.same((await dryRunsOf(submissions.bob)).length, 0)
  t.equal(await db.$count(outbox, sql`run_id not in (select id from runs)`), 0)
  t.match(await api.platform.context.queue.inspect(queued?.id ?? '', 1), { state: 'missing' })
  t.match(
    await get(regrade.links.self),
    { state: 'discarded', summary: { rise: 1 }, entries: [{ run: done }] },
    'what was done can still be read',
  )
  t.match(await get(`/v1/submissions/${submissions.ada}`, 'ada'), { grade: { grade: 25 }, run: { number: 1 } })
  t.match((await post(regrade.links.apply)).json(), { code: 'regrade-not-ready' })
  t.equal((await post(regrade.links.discard)).statusCode, 200, 'discarding twice is discarding once')
  t.match((await post(`/v1/submissions/${submissions.ada}/runs`)).json(), { number: 2 })
})

t.test('applying twice is applying once', async (t) => {
  const { submissions, start, post, assignment } = await addGradedCourse(api)
  const { links } = (await start()).json()
  for (const id of Object.values(submissions)) await finishDryRun(api, id, { score: 99 })
  const answers = await Promise.all([post(links.apply), post(links.apply)])
  t.same(
    answers.map((answer) => answer.json().state),
    ['applied', 'applied'],
  )
  t.equal(await db.$count(auditLog, and(eq(auditLog.subject, assignment), eq(auditLog.action, 'regrade.applied'))), 1)
  t.equal((await post(links.discard)).json().code, 'regrade-not-ready')
  t.equal(await db.$count(gradeMessages), 0, 'no LMS, no messages')
})

t.test('hand-ins while a regrade starts and is applied are graded by the package that stays', async (t) => {
  const { submissions, start, post, get, assignment, learners } = await addGradedCourse(api)
  const { digest } = (await api.publish(await packExercise('tiny', { title: 'Tiny, fourth' }))).json()
  const [started, ...early] = await Promise.all([
    start(),
    ...['a', 'b', 'c'].map((text) => handIn(api, assignment, learners['ada'], text)),
  ])
  const { links } = started.json()
  for (const id of [...Object.values(submissions), ...early]) await finishDryRun(api, id).catch(() => undefined)
  const [applied, ...late] = await Promise.all([
    post(links.apply),
    ...['d', 'e', 'f'].map((text) => handIn(api, assignment, learners['bob'], text)),
  ])
  t.equal(applied.json().state, 'applied')
  for (const id of [...early, ...late]) t.equal((await get(`/v1/submissions/${id}`)).run.exerciseDigest, digest)
})

t.test('an assignment without work takes a new package by a regrade of nothing', async (t) => {
  const { assignment, instructor } = await addCourse(api, { id: 'empty', instructor: 'ines', learners: [] })
  const { digest } = (await api.publish(await packExercise('tiny', { title: 'Tiny, fifth' }))).json()
  const started = await api.request(
    { method: 'POST', url: `/v1/assignments/${assignment}/regrades`, payload: { reason: 'mended' } },
    instructor,
  )
  t.match(started.json(), { total: 0 })
  const { links } = started.json()
  t.equal((await api.request({ url: links.self }, instructor)).json().state, 'ready')
  await api.request({ method: 'POST', url: links.apply }, instructor)
  t.equal((await api.request({ url: `/v1/assignments/${assignment}` }, instructor)).json().exerciseDigest, digest)
})

t.test('a package that the exercise never had is refused, and so is a regrade without a reason', async (t) => {
  const { start } = await addGradedCourse(api)
  t.equal((await start({ exerciseDigest: '0'.repeat(64) })).json().code, 'exercise-not-found')
  for (const payload of [{ reason: '' }, { reason: ' ' }, { reason: 'x', which: 'some' }])
    t.equal((await start(payload)).json().code, 'bad-request')
})
