import type { InjectOptions } from 'fastify'
import t from 'tap'
import { accessOfRoute, type Access } from '../../../api/auth/access.js'
import { adminToken, formOf, startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const tokens = {
  nobody: null,
  learner: await api.createToken('ada', 'learner'),
  instructor: await api.createToken('ines', 'instructor'),
  admin: adminToken,
}
type Role = keyof typeof tokens
const submission = (await api.submit(formOf({ 'server.js': '1' }), { token: tokens.learner })).json().id as string

const roles: Readonly<Record<Access, readonly Role[]>> = {
  anyone: ['nobody', 'learner', 'instructor', 'admin'],
  'local-or-admin': ['admin'],
  reader: ['learner', 'instructor', 'admin'],
  submitter: ['learner', 'instructor', 'admin'],
  staff: ['instructor', 'admin'],
  admin: ['admin'],
}

/** From elsewhere: on this machine itself the metrics are open. */
const elsewhere = { remoteAddress: '192.0.2.7' }

const requestOf = (route: string): InjectOptions => {
  const [method, pattern = ''] = route.split(' ')
  const url = pattern.replace(':id', submission).replace(':slug', 'tiny').replace(':language', 'node').replace(':code', 'bad-request').replace('…', 'swagger-ui.css')
  return { method: method as 'GET', url, ...elsewhere }
}

for (const [route, access] of Object.entries(accessOfRoute)) {
  if (route.endsWith('/events')) continue // does not end while the run waits; asked below
  t.test(`${route} is for: ${roles[access].join(', ')}`, async (t) => {
    for (const [role, token] of Object.entries(tokens) as [Role, string | null][]) {
      const { statusCode } = await api.request(requestOf(route), token)
      if (roles[access].includes(role)) t.notOk([401, 403].includes(statusCode), `${role} gets in: ${statusCode}`)
      else t.equal(statusCode, token === null ? 401 : 403, `${role} is kept out`)
    }
  })
}

t.test('every route of the app is in the table, and every line of the table is a route', async (t) => {
  const printed = api.app.printRoutes({ commonPrefix: false })
  for (const route of Object.keys(accessOfRoute)) {
    const [method, url = ''] = route.split(' ')
    const isFileOfDocs = url.startsWith('/docs/static')
    t.ok(isFileOfDocs || api.app.hasRoute({ method: method as 'GET', url }), route)
  }
  t.match(printed, 'submissions')
  t.throws(() => api.app.get('/v1/unlisted', () => 'open'), 'a route that the table lacks cannot be added')
})

t.test("somebody else's submission does not exist for a learner", async (t) => {
  const other = await api.createToken('eve', 'learner')
  for (const path of ['', '/events', '/report', '/source', '/runs']) {
    const answer = await api.request({ url: `/v1/submissions/${submission}${path}` }, other)
    t.equal(answer.statusCode, 404, path)
    t.equal(answer.json().code, 'submission-not-found')
  }
  const list = await api.request({ url: '/v1/submissions?owner=ada' }, other)
  t.same(list.json().submissions, [], 'nor is it in a list')
})

t.test('events need a token', async (t) => {
  t.equal((await api.request({ url: `/v1/submissions/${submission}/events` }, null)).statusCode, 401)
})

t.test('a token that is unknown, malformed, revoked or expired is refused, also where none is needed', async (t) => {
  const made = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: 'ada', scope: 'submit' } })).json()
  t.equal((await api.request({ url: '/v1/me' }, made.token)).json().owner, 'ada')
  t.equal((await api.request({ method: 'DELETE', url: `/v1/tokens/${made.id}` })).statusCode, 204)
  const expired = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: 'ada', scope: 'read', expiresInDays: 1 } })).json()
  await api.platform.context.db.execute(`update tokens set expires_at = now() - interval '1 second' where id = '${expired.id}'`)
  for (const token of ['nonsense-nonsense', 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.', 'x', made.token, expired.token]) {
    const answer = await api.request({ url: '/v1/me' }, token)
    t.equal(answer.statusCode, 401)
    t.equal(answer.json().code, 'bad-token')
    t.match(answer.headers['www-authenticate'], /^Bearer/)
    t.equal((await api.request({ url: '/livez' }, token)).statusCode, 401)
  }
})

t.test('secrets of tokens are shown once and never listed', async (t) => {
  const { token } = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: 'ada', scope: 'read' } })).json()
  const list = await api.request({ url: '/v1/tokens' })
  t.match(list.body, 'ada')
  t.notMatch(list.body, token)
  t.notMatch(list.body, 'secret')
})

t.test('metrics are open on this machine, but not behind a proxy on it', async (t) => {
  t.equal((await api.request({ url: '/metrics' }, null)).statusCode, 200)
  t.equal((await api.request({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } }, null)).statusCode, 401)
})
