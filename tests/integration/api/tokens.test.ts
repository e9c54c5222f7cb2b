import t from 'tap'
import { addCourse, handIn } from './sample-course.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const web = await addCourse(api, { id: 'web', instructor: 'ines', learners: ['ada'] })
const other = await addCourse(api, { id: 'other', instructor: 'otto', learners: ['eve'] })
const make = async (payload: object, token?: string) =>
  (await api.request({ method: 'POST', url: '/v1/tokens', payload }, token)).json()

t.test('a token that is unknown, malformed, revoked or expired is refused, also where none is needed', async (t) => {
  const made = await make({ owner: 'ada', scope: 'submit' })
  t.equal((await api.request({ url: '/v1/me' }, made.token)).json().owner, 'ada')
  t.equal((await api.request({ method: 'DELETE', url: `/v1/tokens/${made.id}` })).statusCode, 204)
  const expired = await make({ owner: 'ada', scope: 'read', expiresInDays: 1 })
  await api.platform.context.db.execute(
    `update tokens set expires_at = now() - interval '1 second' where id = '${expired.id}'`,
  )
  for (const token of [
    'nonsense-nonsense',
    'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.',
    'x',
    made.token,
    expired.token,
  ]) {
    const answer = await api.request({ url: '/v1/me' }, token)
    t.equal(answer.statusCode, 401)
    t.equal(answer.json().code, 'bad-token')
    t.match(answer.headers['www-authenticate'], /^Bearer/)
    t.equal((await api.request({ url: '/livez' }, token)).statusCode, 401)
  }
})

t.test('secrets of tokens are shown once and never listed', async (t) => {
  const { token } = await make({ owner: 'ada', scope: 'read' })
  const list = await api.request({ url: '/v1/tokens' })
  t.match(list.body, 'ada')
  t.notMatch(list.body, token)
  t.notMatch(list.body, 'secret')
})

t.test('secrets of tokens are 256 random bits, of which the database has a hash and nothing else', async (t) => {
  const { token } = await make({ owner: 'ada', scope: 'read' })
  t.match(token, /^assay_[\w-]{43}$/)
  const { rows } = await api.platform.context.db.execute('select tokens::text as kept from tokens')
  t.ok(rows.length > 0)
  t.notMatch(JSON.stringify(rows), token.slice('assay_'.length))
})

t.test('a token makes none that may do more, and none for others', async (t) => {
  const learner = web.learners['ada']
  t.match(await make({ scope: 'read' }, learner), { owner: 'ada', scope: 'read' })
  for (const scope of ['teach', 'admin']) t.equal((await make({ scope }, learner)).code, 'not-allowed')
  t.equal((await make({ owner: 'eve', scope: 'read' }, web.instructor)).code, 'not-allowed')
  t.equal((await make({ owner: 'nobody-there', scope: 'read' })).code, 'person-not-found')
})

t.test('a scope gives nothing that its person may not do', async (t) => {
  const { token } = await make({ owner: 'ada', scope: 'admin' })
  t.equal((await api.request({ url: '/v1/people' }, token)).json().code, 'not-allowed')
  t.equal(
    (
      await api.request({ method: 'PATCH', url: `/v1/assignments/${web.assignment}`, payload: { title: 'x' } }, token)
    ).json().code,
    'not-allowed',
  )
})

t.test('everybody lists their own tokens, an admin those of all', async (t) => {
  const ownersFor = async (token?: string) =>
    new Set(
      (await api.request({ url: '/v1/tokens' }, token)).json().tokens.map(({ owner }: { owner: string }) => owner),
    )
  t.same([...(await ownersFor(web.learners['ada']))], ['ada'])
  t.ok((await ownersFor()).size >= 4)
})

t.test('who leaves a course sees nothing of it any more, by the same token', async (t) => {
  const { learners } = await addCourse(api, { id: 'left', instructor: 'ines', learners: ['ada'] })
  t.equal((await api.request({ url: '/v1/courses/left' }, learners['ada'])).statusCode, 200)
  await api.request({ method: 'DELETE', url: '/v1/courses/left/enrolments/ada' })
  t.equal((await api.request({ url: '/v1/courses/left' }, learners['ada'])).json().code, 'course-not-found')
})

t.test("somebody else's work is in nobody's list, whatever is asked for", async (t) => {
  const submission = await handIn(api, web.assignment, web.learners['ada'])
  for (const token of [other.learners['eve'], other.instructor]) {
    for (const query of ['', '?owner=ada', `?assignment=${web.assignment}`, '?exercise=tiny']) {
      t.same((await api.request({ url: `/v1/submissions${query}` }, token)).json().submissions, [], query)
    }
  }
  const seen = (await api.request({ url: '/v1/submissions?owner=ada' }, web.instructor)).json().submissions
  t.same(
    seen.map(({ id }: { id: string }) => id),
    [submission],
  )
})

t.test('metrics are open on this machine, but not behind a proxy on it', async (t) => {
  t.equal((await api.request({ url: '/metrics' }, null)).statusCode, 200)
  t.equal((await api.request({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } }, null)).statusCode, 401)
})
