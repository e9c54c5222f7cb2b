import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { formOf, startApiWithExercise } from '../api/start-api.js'
import { signIn } from './browser-session.js'
import { openClassroom } from './classroom.js'

const api = await startApiWithExercise(t)
const learners = ['ada', 'bob', 'cyd']
const { assignment } = await openClassroom(api, { learners })
const ines = await signIn(api, 'ines')

const handIn = async (learner: string, score: number) => {
  const session = await signIn(api, learner)
  const location = `${(await session.upload(`/assignments/${assignment}/submissions`, formOf({ 'server.js': `${learner} ${score}` }))).headers.location}`
  await finishRun(api, location.split('/').at(-1) ?? '', { score })
  return location
}
const ofAda = await handIn('ada', 80)
await handIn('bob', 40)

t.test('results have a row for each learner, also for who handed in nothing', async (t) => {
  const { body } = await ines.get(`/assignments/${assignment}/results`)
  for (const learner of learners) t.match(body, `${learner} of the class`)
  t.match(body, '2 of 3')
  t.match(body, 'not submitted')
  t.match(body, '3 of 3 learners')
})

t.test('results are filtered and sorted by their address', async (t) => {
  const only = async (query: string) => {
    const { body } = await ines.get(`/assignments/${assignment}/results?${query}`)
    return learners
      .filter((learner) => body.includes(`${learner} of the class`))
      .sort((a, b) => body.indexOf(`${a} of`) - body.indexOf(`${b} of`))
  }
  t.same(await only('text=BOB'), ['bob'])
  t.same(await only('only=missing'), ['cyd'])
  t.same(await only('only=late'), [])
  t.same(await only('text=&verdict=&only=&order=-grade'), ['ada', 'bob', 'cyd'], 'fields left empty are no filters')
  t.same(await only('order=grade'), ['bob', 'ada', 'cyd'])
  t.equal((await ines.get(`/assignments/${assignment}/results?order=random`)).statusCode, 400)
})

t.test('statistics show how grades are spread and which tests fail', async (t) => {
  const { body } = await ines.get(`/assignments/${assignment}/statistics`)
  t.match(body, '<svg')
  t.notMatch(body, ' style=', 'nothing inline, which the policy would refuse')
  t.match(body, /title of unshown[\s\S]*0 %/)
  t.match(body, 'Based on the attempts that count: 2 reports.')
})

t.test('an instructor reads the report whole, with the source beside it; that is written down', async (t) => {
  const { body } = await ines.get(ofAda)
  t.match(body, 'title of unshown')
  t.match(body, 'printed by half-shown')
  t.match((await ines.get(`${ofAda}/files`)).body, 'ada 80')
  const log = (await ines.get('/courses/backend/audit')).body
  t.match(log, 'report.read')
  t.match(log, 'source.read')
  t.match(log, 'results.read')
})

t.test('learners do not see the pages of those who teach', async (t) => {
  const ada = await signIn(api, 'ada')
  for (const page of [
    `/assignments/${assignment}/results`,
    `/assignments/${assignment}/statistics`,
    '/courses/backend/people',
    '/courses/backend/audit',
  ]) {
    const answer = await ada.get(page)
    t.equal(answer.statusCode, 403, page)
    t.notMatch(answer.body, 'bob of the class')
  }
  t.notMatch((await ada.get('/courses/backend')).body, '/results')
})

t.test(
  'a worksheet is filled from the page; one that cannot be comes back with its form and what is wrong',
  async (t) => {
    const page = (await ines.get(`/assignments/${assignment}/results`)).body
    const action = /action="([^"#]*moodle-worksheet)/.exec(page)?.[1] ?? ''
    t.notMatch(page, /id="worksheet-problem"/)
    const send = (content: string) => {
      const form = new FormData()
      form.append('worksheet', new Blob([content]), content === '' ? '' : 'Grades.csv')
      return ines.upload(action, form)
    }
    const filled = await send(
      'Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\r\nParticipant 9,ada of the class,,Submitted,,100.00,Yes,-,-,\r\n',
    )
    t.equal(filled.statusCode, 200)
    t.match(filled.headers, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': /attachment/ })
    const messageIn = (body: string) => /id="worksheet-problem">([^<]*)</.exec(body)?.[1]?.replaceAll('&quot;', '"')
    for (const [content, status, words] of [
      ['Bewertung,Name\n', 422, /"Identifier", "Grade"/],
      ['', 422, /worksheet/],
    ] as const) {
      const refused = await send(content)
      t.equal(refused.statusCode, status)
      t.match(
        refused.body,
        /aria-describedby="worksheet-hint worksheet-problem" aria-invalid="true"[\s\S]*id="worksheet-problem">/,
      )
      t.match(messageIn(refused.body), words)
      t.match(refused.body, /Choose the file again: the browser does not keep it\./)
      t.notMatch(messageIn(refused.body), 'multipart')
      for (const learner of learners) t.match(refused.body, `${learner} of the class`, 'below the results')
    }
    t.equal((await (await signIn(api, 'ada')).upload(action, formOf({ 'a.csv': '1' }))).statusCode, 403)
  },
)

t.test('a file that cannot be made is explained as a page to who followed the link', async (t) => {
  const answer = await api.request(
    {
      url: `/v1/assignments/${assignment}/results?format=canvas`,
      headers: { cookie: ines.cookie, 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' },
    },
    null,
  )
  t.equal(answer.statusCode, 422)
  t.match(answer.headers['content-type'], /^text\/html/)
})
