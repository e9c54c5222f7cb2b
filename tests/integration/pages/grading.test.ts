import { eq } from 'drizzle-orm'
import t from 'tap'
import { runs } from '../../../api/submissions/tables.js'
import { settleReport } from '../../../api/platform.js'
import { storeReport } from '../../../api/submissions/run-progress.js'
import { finishRun, sampleReport } from '../api/sample-report.js'
import { formOf, startApiWithExercise } from '../api/start-api.js'
import { signIn } from './browser-session.js'
import { openClassroom } from './classroom.js'

const api = await startApiWithExercise(t)
const { assignment } = await openClassroom(api, { learners: ['ada', 'bob'] })
const ines = await signIn(api, 'ines')
const ada = await signIn(api, 'ada')
const bob = await signIn(api, 'bob')

const handIn = async (learner: string, score: number) => {
  const session = await signIn(api, learner)
  const location = `${(await session.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': learner }))).headers.location}`
  await finishRun(api, location.split('/').at(-1) ?? '', { score })
  return location
}
const ofAda = await handIn('ada', 80)
const ofBob = await handIn('bob', 40)

/** Ends the runs of a regrade, as workers would. */
const finishDryRuns = async (scoreOf: (owner: string) => number) => {
  const { db } = api.platform.context
  for (const run of await db.select().from(runs).where(eq(runs.isDry, true))) {
    const report = sampleReport({ runId: run.id, submissionId: run.submissionId })
    await storeReport(db, run.id, { ...report, score: scoreOf(run.owner) }, settleReport)
  }
}

t.test('a regrade of all is started, looked at and applied by forms', async (t) => {
  const started = await ines.post(`/assignments/${assignment}/regrades`, {
    reason: 'A test was wrong',
    which: 'counting',
  })
  t.equal(started.statusCode, 303)
  const review = `${started.headers.location}`
  t.match((await ines.get(review)).body, '0 of 2 runs are finished')
  t.notMatch((await ines.get(`/assignments/${assignment}/regrades`)).body, 'Start</button>', 'one at a time')
  await finishDryRuns((owner) => (owner === 'ada' ? 90 : 40))
  t.match((await ines.get(review)).body, /Nothing has changed yet[\s\S]*ada of the class[\s\S]*80[\s\S]*90[\s\S]*\+10/)
  t.match((await ines.get(`${review}?changed=none`)).body, 'bob of the class')
  t.notMatch((await ines.get(`${review}?changed=none`)).body, 'ada of the class')
  t.match((await ada.get(`/assignments/${assignment}`)).body, /assessed[\s\S]*>80</, 'the learner sees nothing of it')
  t.equal((await ines.post(`${review}/apply`)).statusCode, 303)
  t.match((await ines.get(review)).body, 'This regrade was applied.')
  t.match((await ada.get(`/assignments/${assignment}`)).body, /assessed[\s\S]*graded again[\s\S]*>90</)
})

t.test('a grade that a regrade changed tells the learner the old grade, the new one and why', async (t) => {
  t.match((await ada.get(ofAda)).body, /Your grade changed from 80 to 90[\s\S]*Reason: <bdi>A test was wrong/)
  t.match((await ada.get(`/v1${ofAda}`)).json().grade.regraded, { before: 80, after: 90, reason: 'A test was wrong' })
  t.notMatch((await bob.get(ofBob)).body, 'Your grade changed', 'nothing where it did not change')
  await ines.post(`${ofBob}/runs`, { reason: 'The machine was <busy>' })
  await finishRun(api, ofBob.split('/').at(-1) ?? '', { score: 35 })
  t.match((await bob.get(ofBob)).body, /from 40 to 35[\s\S]*Reason: <bdi>The machine was &lt;busy>/)
})

t.test('a second regrade comes back with its reason, and says that one is open', async (t) => {
  const started = await ines.post(`/assignments/${assignment}/regrades`, { reason: 'The first', which: 'counting' })
  const review = `${started.headers.location}`
  const second = await ines.post(`/assignments/${assignment}/regrades`, { reason: 'The <second>', which: 'all' })
  t.equal(second.statusCode, 409)
  t.match(
    second.body,
    /<title>Error: [\s\S]*role="alert"[\s\S]*Apply or discard it first[\s\S]*The &lt;second>[\s\S]*value="all" selected/,
  )
  t.notMatch(second.body, '/v1/regrades')
  const early = await ines.post(`${review}/apply`)
  t.equal(early.statusCode, 409)
  t.match(early.body, /<title>Error: [\s\S]*role="alert"[\s\S]*runs are not finished yet/)
  t.equal((await ines.post(`${review}/discard`)).statusCode, 303)
  t.match(
    (await ines.post(`${review}/apply`)).body,
    /role="alert"[\s\S]*has been discarded[\s\S]*This regrade was discarded\./,
  )
})

t.test('a regrade without a reason comes back with its choice', async (t) => {
  const answer = await ines.post(`/assignments/${assignment}/regrades`, { reason: ' ', which: 'all' })
  t.equal(answer.statusCode, 400)
  t.match(answer.body, /<title>Error: [\s\S]*id="reason-problem">Enter a reason[\s\S]*value="all" selected/)
})

t.test('an overridden grade is explained to the learner, and can be taken back', async (t) => {
  t.equal(
    (await ines.post(`${ofAda}/override`, { grade: '95.5', comment: 'Well argued <b>in person</b>' })).statusCode,
    303,
  )
  t.match(
    (await ada.get(ofAda)).body,
    /Grade: 95\.5 of 100, set by an instructor[\s\S]*Well argued &lt;b>in person&lt;\/b>/,
  )
  for (const grade of ['', '101', 'many'])
    t.equal((await ines.post(`${ofAda}/override`, { grade, comment: 'x' })).statusCode, 400, `"${grade}" is no grade`)
  const returned = (await ines.post(`${ofAda}/override`, { grade: '101', comment: 'Well <argued>' })).body
  t.match(
    returned,
    /<title>Error: [\s\S]*value="101"[\s\S]*id="grade-problem">Enter a number from 0 to 100[\s\S]*Well &lt;argued>/,
    'the form comes back as it was sent',
  )
  t.notMatch(returned, /must be|\/grade<|body\//)
  t.equal((await ines.post(`${ofAda}/override/withdraw`)).statusCode, 303)
  t.notMatch((await ada.get(ofAda)).body, 'set by an instructor')
})

t.test('what cannot be done to one submission is told on its page', async (t) => {
  const long = await ines.post(`${ofBob}/runs`, { reason: 'x'.repeat(501) })
  t.equal(long.statusCode, 400)
  t.match(long.body, /value="x{501}"[^>]*aria-invalid="true"[\s\S]*id="reason-problem">Write at most 500 characters\./)
  t.equal((await ines.post(`${ofBob}/runs`)).statusCode, 303)
  const again = await ines.post(`${ofBob}/runs`)
  t.equal(again.statusCode, 409)
  t.match(again.body, /<title>Error: [\s\S]*role="alert"[\s\S]*A run of this submission/)
  await finishRun(api, ofBob.split('/').at(-1) ?? '', { score: 35 })
})

t.test('one submission is run again, and its earlier runs stay to be read', async (t) => {
  t.equal((await ines.post(`${ofAda}/runs`)).statusCode, 303)
  await finishRun(api, ofAda.split('/').at(-1) ?? '', { score: 91 })
  t.match((await ines.get(ofAda)).body, /aria-label="Runs"[\s\S]*Run 3[\s\S]*Run 2[\s\S]*Run 1/)
})

t.test('learners cannot grade', async (t) => {
  for (const form of [
    `${ofAda}/override`,
    `${ofAda}/override/withdraw`,
    `${ofAda}/runs`,
    `/assignments/${assignment}/regrades`,
  ]) {
    t.equal((await ada.post(form, { grade: '100', comment: 'please' })).statusCode, 403, form)
  }
})
