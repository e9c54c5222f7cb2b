import t from 'tap'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
await api.createToken('ada', 'learner')
const sameOrigin = { 'sec-fetch-site': 'same-origin' }

const makeLink = async (person = 'ada') => {
  const answer = await api.request({ method: 'POST', url: `/v1/people/${person}/login-links` })
  return new URL(answer.json<{ url: string }>().url).pathname
}
const open = (url: string, headers: Record<string, string> = {}) => api.request({ url, headers }, null)
const post = (url: string, headers: Record<string, string> = {}) => api.request({ method: 'POST', url, headers }, null)
const signIn = async () => {
  const answer = await post(await makeLink(), sameOrigin)
  return `${answer.headers['set-cookie']}`.split(';')[0] ?? ''
}

t.test('a sign-in link asks before it signs in, and signs in once', async (t) => {
  const link = await makeLink()
  for (const time of ['first', 'second'])
    t.match((await open(link)).body, /<form method="post"/, `looked at a ${time} time it is still good`)
  const signedIn = await post(link, sameOrigin)
  t.equal(signedIn.statusCode, 303)
  t.equal(signedIn.headers.location, '/')
  const again = await post(link, sameOrigin)
  t.equal(again.statusCode, 401)
  t.match(again.body, 'already been used')
})

t.test('a link older than a quarter of an hour does not work', async (t) => {
  const link = await makeLink()
  await api.platform.context.db.execute(
    "update login_links set expires_at = now() - interval '1 second' where used_at is null",
  )
  t.equal((await post(link, sameOrigin)).statusCode, 401)
})

t.test('the cookie of a session is closed to scripts and to other sites', async (t) => {
  const plain = `${(await post(await makeLink(), sameOrigin)).headers['set-cookie']}`
  t.match(plain, /^assay=assay_[\w-]+; Path=\/; .*HttpOnly; SameSite=Lax$/)
  const secure = await startApiWithExercise(t, { ASSAY_TRUST_PROXY: '127.0.0.1' })
  await secure.createToken('ada', 'learner')
  const link = (await secure.request({ method: 'POST', url: '/v1/people/ada/login-links' })).json<{ url: string }>().url
  const answer = await secure.request(
    { method: 'POST', url: new URL(link).pathname, headers: { ...sameOrigin, 'x-forwarded-proto': 'https' } },
    null,
  )
  t.match(`${answer.headers['set-cookie']}`, /^__Host-assay=.*; Secure/)
})

t.test('the database keeps no secret of a link or of a session', async (t) => {
  const secrets = [(await makeLink()).split('/').at(-1) ?? '', (await signIn()).split('=')[1] ?? '']
  const { rows } = await api.platform.context.db.execute(
    'select sessions::text as kept from sessions union all select login_links::text from login_links',
  )
  t.ok(rows.length > 1)
  for (const secret of secrets) {
    t.match(secret, /[\w-]{43}$/)
    t.notMatch(JSON.stringify(rows), secret.slice(-43))
  }
})

t.test('a session reads pages and the API until it is ended', async (t) => {
  const cookie = await signIn()
  t.match((await open('/', { cookie })).body, 'You are not in any course yet')
  t.equal((await open('/v1/me', { cookie })).json().owner, 'ada')
  const out = await post('/logout', { cookie, ...sameOrigin })
  t.match(`${out.headers['set-cookie']}`, /assay=;/)
  t.equal((await open('/v1/me', { cookie })).statusCode, 401, 'the old cookie is worth nothing')
  t.match((await open('/', { cookie })).body, 'You are not signed in')
})

t.test('another site cannot use a session to change anything', async (t) => {
  const cookie = await signIn()
  const attempts: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]
  for (const headers of attempts) {
    const answer = await post('/v1/tokens', { cookie, ...headers })
    t.equal(answer.statusCode, 403, JSON.stringify(headers))
    t.equal(answer.json().code, 'cross-site')
  }
  const login = await post(await makeLink(), { 'sec-fetch-site': 'cross-site' })
  t.equal(login.statusCode, 403, 'nor sign somebody in')
  const own = await api.request(
    {
      method: 'POST',
      url: '/v1/tokens',
      payload: { scope: 'read' },
      headers: { cookie, origin: 'http://localhost:80', host: 'localhost:80' },
    },
    null,
  )
  t.equal(own.statusCode, 201, 'an old browser that says only its origin is let in')
})

t.test('a page that needs somebody says how to sign in; one that is not there is a page as well', async (t) => {
  const closed = await open('/courses/testing')
  t.equal(closed.statusCode, 401)
  t.match(closed.headers['content-type'], /^text\/html/)
  t.match(closed.body, 'You are not signed in')
  const missing = await open('/nothing-here', { accept: 'text/html' })
  t.equal(missing.statusCode, 404)
  t.match(missing.body, 'Page not found')
  t.match((await open('/nothing-here')).headers['content-type'], /^application\/problem\+json/)
})

t.test('every page has the strict policy and is not kept by caches', async (t) => {
  const { headers } = await open('/')
  t.match(headers['content-security-policy'], /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/)
  t.notMatch(headers['content-security-policy'], 'unsafe')
  t.equal(headers['cache-control'], 'private, no-store')
  t.equal(headers['x-content-type-options'], 'nosniff')
})

t.test('assets are kept for good under the address that pages use', async (t) => {
  const href = /href="(\/assets\/assay\.css\?v=\w+)"/.exec((await open('/')).body)?.[1] ?? ''
  t.match((await open(href)).headers['cache-control'], /immutable/)
  t.equal((await open('/assets/assay.css?v=old')).headers['cache-control'], 'public, max-age=60')
  t.equal((await open('/assets/..%2f..%2fpackage.json')).statusCode, 404)
})
