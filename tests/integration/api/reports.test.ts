import { XMLParser, XMLValidator } from 'fast-xml-parser'
import t from 'tap'
import { formOf, startApiWithExercise } from './start-api.js'
import { makeQuality } from '../../cli/fixtures/quality-findings.js'
import { finishRun, sampleReport } from './sample-report.js'
import { packExercise } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const learner = await api.createToken('ada', 'learner')
const instructor = await api.createToken('ines', 'admin')
const submit = async () => (await api.submit(formOf({ 'server.js': '1' }), { token: learner })).json().id as string

t.test('a report that is not there yet is refused with a time to come back', async (t) => {
  const answer = await api.request({ url: `/v1/submissions/${await submit()}/report` }, learner)
  t.equal(answer.statusCode, 409)
  t.equal(answer.json().code, 'report-not-ready')
  t.match(answer.headers['retry-after'], /^\d+$/)
})

t.test('a learner sees of each test what its author lets them see, staff sees all', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const url = `/v1/submissions/${id}/report`
  const own = (await api.request({ url }, learner)).json()
  t.same(
    own.checks.correctness.tests.map(({ id }: { id: string }) => id),
    ['shown', 'half-shown', 'good'],
  )
  t.match(own.checks.correctness.tests[0], { message: /expected 200/, log: ['printed by shown'] })
  t.match(own.checks.correctness.tests[1], { message: null, log: [] })
  t.notMatch(JSON.stringify(own), /the-seed|assay\/node:1|by half-shown|unshown/)
  const whole = (await api.request({ url }, instructor)).json()
  t.equal(whole.checks.correctness.tests.length, 4)
  t.equal(whole.receipt.seed, 'the-seed')
})

t.test('what a service printed comes back as it was, NUL and half characters too', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const { serviceLog } = (await api.request({ url: `/v1/submissions/${id}/report` }, instructor)).json()
  t.equal(serviceLog, 'NUL \u0000 and half a pair \ud800')
})

t.test('JUnit XML is well-formed whatever was printed, and redacted like the JSON', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const answer = await api.request(
    { url: `/v1/submissions/${id}/report`, headers: { accept: 'application/xml' } },
    learner,
  )
  t.match(answer.headers['content-type'], 'application/xml')
  t.equal(XMLValidator.validate(answer.body), true)
  t.notMatch(answer.body, /unshown|\u0000/)
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(answer.body)
  const suites = parsed.testsuites.testsuite
  t.same(
    suites.map((suite: Record<string, string>) => suite['@_name']),
    ['verdict', 'basics'],
  )
  t.equal(suites[1]['@_failures'], '2')
  t.match(suites[1].testcase[0].failure['@_message'], 'expected 200 & got <500>')
})

t.test('what was found in the source comes as SARIF, to a program by Accept and to a person as a file', async (t) => {
  const id = await submit()
  const url = `/v1/submissions/${id}/report`
  const { checks } = sampleReport({ runId: '', submissionId: '' })
  const run = await finishRun(api, id, { checks: { ...checks, quality: makeQuality() } })
  const answer = await api.request({ url, headers: { accept: 'application/sarif+json' } }, learner)
  t.match(answer.headers['content-type'], 'application/sarif+json')
  t.match(answer.json(), { version: '2.1.0', runs: [{ results: [{ ruleId: 'assay:sql-from-strings' }] }] })
  t.notMatch(answer.body, /the-seed|unshown/)
  const file = await api.request({ url: `${url}?run=${run}&format=sarif`, headers: { accept: 'text/html' } }, learner)
  t.equal(file.headers['content-disposition'], `attachment; filename="report-${id}.sarif"`)
  t.same(file.json(), answer.json())
  t.match((await api.request({ url: `${url}?format=junit` }, learner)).headers['content-type'], 'application/xml')
  t.equal((await api.request({ url: `${url}?format=pdf` }, learner)).statusCode, 400)
})

t.test('the form of the report follows Accept; one it does not come in is 406', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const typeFor = async (accept: string) => {
    const answer = await api.request({ url: `/v1/submissions/${id}/report`, headers: { accept } }, learner)
    return answer.statusCode === 200 ? answer.headers['content-type'] : answer.json().code
  }
  t.match(await typeFor('*/*'), 'application/json')
  t.match(await typeFor('text/html;q=0.2, application/xml;q=0.9, application/json;q=0.5'), 'application/xml')
  t.match(await typeFor('text/xml'), 'text/xml')
  t.match(await typeFor('application/sarif+json'), 'application/sarif+json')
  t.equal(await typeFor('application/pdf'), 'not-acceptable')
})

t.test('a regrade is a run of its own: the old report stays, the new one is against the package of now', async (t) => {
  const id = await submit()
  t.equal(
    (await api.request({ method: 'POST', url: `/v1/submissions/${id}/runs` }, instructor)).json().code,
    'still-running',
  )
  const first = await finishRun(api, id, { score: 25 })
  const published = (await api.publish(await packExercise('tiny', { title: 'Tiny, mended' }))).json()
  t.match(published, { isNew: false, isChanged: true })
  const regrade = await api.request({ method: 'POST', url: `/v1/submissions/${id}/runs` }, instructor)
  t.equal(regrade.statusCode, 202, regrade.body)
  t.match(regrade.json(), {
    number: 2,
    isRegrade: true,
    state: 'queued',
    exerciseDigest: published.digest,
    requestedBy: 'ines',
  })
  t.equal((await api.request({ url: `/v1/submissions/${id}` }, learner)).json().state, 'queued')
  t.equal(
    (await api.request({ url: `/v1/submissions/${id}/report` }, learner)).json().run,
    first,
    'the old report stays readable',
  )
  const early = await api.request({ url: `/v1/submissions/${id}/report?run=${regrade.json().id}` }, learner)
  t.equal(early.json().code, 'report-not-ready')
  const second = await finishRun(api, id, { score: 75 })
  t.equal((await api.request({ url: `/v1/submissions/${id}/report` }, learner)).json().score, 75)
  t.equal((await api.request({ url: `/v1/submissions/${id}/report?run=${first}` }, learner)).json().score, 25)
  const { runs } = (await api.request({ url: `/v1/submissions/${id}/runs` }, learner)).json()
  t.same(
    runs.map(({ id, score }: { id: string; score: number }) => [id, score]),
    [
      [second, 75],
      [first, 25],
    ],
  )
  t.notMatch(JSON.stringify(runs), published.digest, 'the digest of the hidden package is for staff')
})

t.test("a regrade that could not be assessed takes nobody's score away", async (t) => {
  const id = await submit()
  await finishRun(api, id, { score: 25 })
  t.equal((await api.request({ method: 'POST', url: `/v1/submissions/${id}/runs` }, instructor)).statusCode, 202)
  const failed = await finishRun(api, id, { verdict: 'not-assessed', score: null, incident: 'inc-1' })
  t.equal((await api.request({ url: `/v1/submissions/${id}/report` }, learner)).json().score, 25)
  t.match((await api.request({ url: `/v1/submissions/${id}` }, learner)).json(), {
    state: 'done',
    verdict: 'assessed',
    score: 25,
  })
  t.equal(
    (await api.request({ url: `/v1/submissions/${id}/report?run=${failed}` }, learner)).json().verdict,
    'not-assessed',
  )
})

t.test('a regrade against an earlier package names its digest; one the exercise never had is refused', async (t) => {
  const id = await submit()
  await finishRun(api, id)
  const { runs } = (await api.request({ url: `/v1/submissions/${id}/runs` }, instructor)).json()
  const post = (exerciseDigest: string) =>
    api.request({ method: 'POST', url: `/v1/submissions/${id}/runs`, payload: { exerciseDigest } }, instructor)
  t.equal((await post('0'.repeat(64))).json().code, 'exercise-not-found')
  t.equal((await post(runs[0].exerciseDigest)).json().exerciseDigest, runs[0].exerciseDigest)
})

t.test('a run of another submission is not found under this one', async (t) => {
  const [one, two] = [await submit(), await submit()]
  const run = await finishRun(api, two)
  t.equal((await api.request({ url: `/v1/submissions/${one}/report?run=${run}` }, learner)).statusCode, 404)
})
