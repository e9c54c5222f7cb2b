import t from 'tap'
import { makeDetails, makeFinding, makeQuality } from '../../cli/fixtures/quality-findings.js'
import { finishRun, sampleReport } from '../api/sample-report.js'
import { formOf, startApiWithExercise } from '../api/start-api.js'
import { signIn } from './browser-session.js'
import { openClassroom } from './classroom.js'

const api = await startApiWithExercise(t)
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
const hour = 3_600_000

t.test('a learner goes from the course to a report', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'walk' })
  const ada = await signIn(api, 'ada')
  t.match((await ada.get('/')).body, 'Course walk')
  t.match((await ada.get('/courses/walk')).body, /First service[\s\S]*not submitted/)
  const page = (await ada.get(`/assignments/${assignment}`)).body
  t.match(page, 'Answer 200.', 'the statement is there')
  t.match(page, /<summary>How your submission is started<[^]*web: node src\/server\.js/)
  t.match(page, `/v1/assignments/${assignment}/starter/node`)
  t.equal((await ada.get(`/v1/assignments/${assignment}/starter/node`)).statusCode, 200)

  const handedIn = await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))
  t.equal(handedIn.statusCode, 303)
  const location = `${handedIn.headers.location}`
  const waiting = (await ada.get(location)).body
  t.match(waiting, /data-events-url="\/v1\/submissions\/[\w-]+\/events"/)
  t.match(waiting, 'Place 1 in the queue')

  await finishRun(api, location.split('/').at(-1) ?? '')
  const report = (await ada.get(location)).body
  t.match(report, 'title of shown')
  t.match(report, 'title of half-shown')
  t.notMatch(report, 'unshown')
  t.notMatch(report, 'printed by half-shown')
  t.match((await ada.get(`${location}/files`)).body, 'server.js')
  t.match((await ada.get(`/assignments/${assignment}`)).body, /Attempt 1[\s\S]*assessed[\s\S]*25/)
  t.match((await ada.get('/courses/walk')).body, '25 of 100')
})

t.test('what was found stands in the lines that were handed in, and comes as a file', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'found' })
  const ada = await signIn(api, 'ada')
  const location = `${(await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': 'const first = 1\nconst second = <b>2</b>\n' }))).headers.location}`
  const { checks } = sampleReport({ runId: '', submissionId: '' })
  const details = makeDetails({ findings: [makeFinding({ path: 'server.js', line: 2 })] })
  await finishRun(api, location.split('/').at(-1) ?? '', { checks: { ...checks, quality: makeQuality({ details }) } })
  const page = (await ada.get(location)).body
  t.match(
    page,
    /files\?path=server\.js#L2" data-line="2"[^]*const second = &lt;b>2&lt;\/b>[^]*excerpt-message">The SQL statement/,
  )
  const href = /href="([^"]+format=sarif)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  t.match((await ada.get(href)).headers, { 'content-type': /sarif/, 'content-disposition': /\.sarif"$/ })
})

t.test('a mistake in what was handed in is told at its field, the language is kept, and no submission', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'mistake' })
  const ada = await signIn(api, 'ada')
  const empty = await ada.upload(`/assignments/${assignment}/submissions`, formOf({}, { language: 'node' }))
  t.equal(empty.statusCode, 422)
  t.match(empty.body, /id="submit-files-problem" role="alert"[^>]*>No file was chosen/)
  t.match(
    empty.body,
    /<title>Error: [^]*<main[^>]*>[^]*role="alert" tabindex="-1" autofocus[^>]*>[^]*No file was chosen[^]*<h1/,
    'the page begins with it',
  )
  t.match(empty.body, /value="node" selected/)
  t.match(empty.body, 'Choose your files again')
  t.match(empty.body, 'id="submit"', 'with the form to try again')
  const seven = new FormData()
  seven.append('language', 'python')
  seven.append('files', new Blob([new Uint8Array(Buffer.from('377abcaf271c0004', 'hex'))]), 'work.7z')
  t.match(
    (await ada.upload(`/assignments/${assignment}/submissions`, seven)).body,
    /value="python" selected[\s\S]*submit-files-problem"[^>]*>The file is a 7z archive/,
  )
  const other = (
    await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'main.go': '1' }, { language: 'java' }))
  ).body
  t.match(
    other,
    /aria-describedby="submit-language-problem" aria-invalid="true"[\s\S]*id="submit-language-problem">[^<]*Node\.js and Python/,
  )
  t.notMatch(other, /id="submit-files-problem" role="alert" data-drop-problem="true">/, 'the files are not to blame')
  t.notMatch((await ada.get(`/assignments/${assignment}`)).body, 'Your attempts')
})

t.test('a form sent twice is one submission, unless it has other files the second time', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'twice' })
  const ada = await signIn(api, 'ada')
  const form = /name="form" value="([^"]+)"/.exec((await ada.get(`/assignments/${assignment}`)).body)?.[1] ?? ''
  const send = async (text: string, id = form) =>
    (await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': text }, { form: id }))).headers
      .location
  const [first, second, third] = await Promise.all([send('1'), send('1'), send('1')])
  t.ok(first)
  t.same([second, third], [first, first])
  t.not(await send('2'), first)
  t.not(await send('1', 'another page'), first)
})

t.test('before it opens an assignment shows its dates and nothing of the exercise', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'early', rules: { opensAt: days(1) } })
  const ada = await signIn(api, 'ada')
  const page = (await ada.get(`/assignments/${assignment}`)).body
  t.match(page, 'Opens')
  t.notMatch(page, 'Answer 200.')
  t.notMatch(page, 'id="submit"')
  t.equal((await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))).statusCode, 403)
  t.equal((await ada.get(`/v1/assignments/${assignment}/starter/node`)).statusCode, 403)
})

t.test('late work is announced, loses what the rule says, and is taken no longer than it says', async (t) => {
  const rules = { dueAt: new Date(Date.now() - hour).toISOString(), lateRule: { percentPerDay: 10, acceptHours: 48 } }
  const { assignment } = await openClassroom(api, { course: 'late', rules })
  const ada = await signIn(api, 'ada')
  t.match(
    (await ada.get(`/assignments/${assignment}`)).body,
    /60 minutes overdue[\s\S]*The due date has passed[\s\S]*10 % off/,
  )
  const location = `${(await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))).headers.location}`
  await finishRun(api, location.split('/').at(-1) ?? '')
  t.match((await ada.get(location)).body, /Grade: 22\.5 of 100[\s\S]*10 % of the score is deducted/)
  await api.request({
    method: 'PATCH',
    url: `/v1/assignments/${assignment}`,
    payload: { lateRule: { acceptHours: 0 } },
  })
  t.match((await ada.get(`/assignments/${assignment}`)).body, 'Submissions are closed')
  t.equal((await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))).statusCode, 403)
})

t.test('the attempts of an assignment are counted, also when two are sent at once', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'few', rules: { attemptLimit: 2 } })
  const ada = await signIn(api, 'ada')
  const send = (text: string) => ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': text }))
  const answers = await Promise.all(['1', '2', '3'].map(send))
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 303, 403])
  t.match((await ada.get(`/assignments/${assignment}`)).body, /2 of 2 used[\s\S]*All attempts are used/)
})

t.test('a report that is not open yet shows neither score nor tests, by page, API or events', async (t) => {
  const { assignment } = await openClassroom(api, {
    course: 'closed',
    rules: { feedback: { report: 'when-released' } },
  })
  const ada = await signIn(api, 'ada')
  const location = `${(await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))).headers.location}`
  await finishRun(api, location.split('/').at(-1) ?? '')
  const page = (await ada.get(location)).body
  t.match(page, /Your work is graded[\s\S]*when your instructor releases them/)
  t.notMatch(page, 'title of')
  t.equal((await ada.get(`/v1${location}/report`)).json().code, 'feedback-closed')
  t.match((await ada.get(`/v1${location}`)).json(), {
    isReportOpen: false,
    score: null,
    verdict: null,
    grade: null,
    run: { score: null },
  })
  t.notMatch((await ada.get(`/v1${location}/events`)).body, /"score":25/)
  t.notMatch((await ada.get('/courses/closed')).body, '25 of 100')
  await api.request({ method: 'POST', url: `/v1/assignments/${assignment}/release` })
  t.match((await ada.get(location)).body, 'title of shown')
})

t.test('a page of somebody else does not exist', async (t) => {
  const { assignment } = await openClassroom(api, { course: 'others', learners: ['ada', 'bob'] })
  await openClassroom(api, { course: 'foreign', learners: ['eve'] })
  const [ada, bob, eve] = [await signIn(api, 'ada'), await signIn(api, 'bob'), await signIn(api, 'eve')]
  const location = `${(await ada.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': '1' }))).headers.location}`
  for (const url of [location, `${location}/files`]) {
    t.equal((await bob.get(url)).statusCode, 404)
    t.equal((await eve.get(url)).statusCode, 404)
  }
  t.equal((await eve.get(`/assignments/${assignment}`)).statusCode, 404)
  t.equal((await eve.get('/courses/others')).statusCode, 404)
})
