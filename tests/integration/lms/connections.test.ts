import t from 'tap'
import { waitUntil } from '../services/containers.js'
import { gradeHandIn, listGrades, messagesOf, receiptsOf } from './graded.js'
import { startReceiver } from './receiver.js'
import { startLms } from './start-lms.js'

const lms = await startLms(t, { settings: { ASSAY_HOOKS_PER_MINUTE: '30' } })
const { api } = lms
const patch = (payload: object, id = 'moodle') =>
  api.request({ method: 'PATCH', url: `/v1/connections/${id}`, payload })
const addSecret = async (payload: { direction: 'inbound' | 'grades'; overlapHours?: number }) => {
  const { newSecrets, previousExpiresAt } = (
    await api.request({ method: 'POST', url: '/v1/connections/moodle/secrets', payload })
  ).json<{ newSecrets: Record<string, string>; previousExpiresAt: string | null }>()
  t.same(Object.keys(newSecrets), [payload.direction], 'where a new connection has them, too')
  return { secret: newSecrets[payload.direction] ?? '', previousExpiresAt }
}

t.test('secrets are shown when they are made, and never again', async (t) => {
  const answer = await patch({ fetchToken: 'token-of-the-lms' })
  t.match(answer.json(), {
    id: 'moodle',
    hasFetchToken: true,
    hookUrl: /\/v1\/hooks\/lms\/moodle$/,
    secrets: { inbound: [{ expiresAt: null }], grades: [{ expiresAt: null }] },
  })
  const audit = await api.platform.context.db.execute("select details from audit_log where subject = 'moodle'")
  const seen = [
    answer.body,
    (await api.request({ url: '/v1/connections' })).body,
    (await api.request({ url: '/v1/connections/moodle' })).body,
    JSON.stringify(audit.rows),
  ].join()
  for (const secret of [lms.secret, lms.gradeSecret, 'token-of-the-lms']) t.notOk(seen.includes(secret))
  t.match((await patch({ fetchToken: null })).json(), { hasFetchToken: false })
})

t.test('an inbound secret is replaced without a gap: two are good for a time, never three', async (t) => {
  const second = await addSecret({ direction: 'inbound' })
  t.ok(new Date(second.previousExpiresAt ?? 0).getTime() - Date.now() > 23 * 3_600_000)
  const statusWith = async (secret: string) =>
    (await lms.handIn({ learner: { id: 'rotation' } }, { secret })).statusCode
  t.same([await statusWith(lms.secret), await statusWith(second.secret)], [202, 202])
  const third = await addSecret({ direction: 'inbound' })
  t.same(
    [await statusWith(lms.secret), await statusWith(second.secret), await statusWith(third.secret)],
    [401, 202, 202],
  )
  const fourth = await addSecret({ direction: 'inbound', overlapHours: 0 })
  t.same([await statusWith(third.secret), await statusWith(fourth.secret)], [401, 202], 'one that leaked ends at once')
  await api.platform.context.db.execute(
    `update connections set secrets = jsonb_set(secrets, '{0,expiresAt}', '"2020-01-01T00:00:00Z"')`,
  )
  t.equal(await statusWith(fourth.secret), 401, 'and one that has expired is no secret')
})

t.test('grades are signed with both secrets while one is replaced', async (t) => {
  const secrets = [lms.gradeSecret]
  const receiver = await startReceiver(t, () => secrets)
  await patch({ gradeUrl: receiver.url })
  await api.platform.context.db.execute('update connections set secrets = grade_secrets') // the test signs with it below
  const { secret } = await addSecret({ direction: 'grades' })
  secrets.push(secret)
  const submission = await gradeHandIn(
    { ...lms, handIn: (handIn) => lms.handIn(handIn, { secret: lms.gradeSecret }) },
    'k1',
  )
  await messagesOf(lms, submission, 'delivered')
  t.same(receiptsOf(receiver.taken, submission)[0]?.signedWith, secrets)
})

t.test('an address that could never be asked is refused when it is set', async (t) => {
  for (const url of [
    'http://lms.example/grades',
    'ftp://lms.example/',
    'https://user:pass@lms.example/',
    'https://2130706433/',
    'not an address',
  ]) {
    const answer = await api.request({
      method: 'POST',
      url: '/v1/connections',
      payload: { id: 'strict', title: 'Strict', adapter: 'standard-webhooks', gradeUrl: url },
    })
    t.same([answer.statusCode, answer.json().code], [400, 'bad-request'], url)
  }
  t.equal((await api.request({ url: '/v1/connections/strict' })).statusCode, 404, 'and nothing is kept')
  const unlisted = await api.request({
    method: 'POST',
    url: '/v1/connections',
    payload: { id: 'strict', title: 'Strict', adapter: 'unheard-of' },
  })
  t.equal(unlisted.statusCode, 400)
  t.equal((await patch({ title: 'x' }, 'nowhere')).json().code, 'connection-not-found')
})

t.test('an address in a private network is refused when it is set, with what to set besides', async (t) => {
  for (const url of [
    'https://127.0.0.1/grades',
    'https://10.0.0.7:8443/',
    'https://localhost/grades',
    'https://[::1]/',
  ]) {
    for (const field of ['gradeUrl', 'apiUrl', 'jwks']) {
      const answer = await api.request({
        method: 'POST',
        url: '/v1/connections',
        payload: { id: 'inside', title: 'Inside', adapter: 'standard-webhooks', [field]: url },
      })
      t.match(
        answer.json(),
        {
          code: 'bad-request',
          detail: /forbidden address \([a-zA-Z]+\).*set "allowsPrivateNetwork" to true/,
          errors: [{ pointer: `/${field}` }],
        },
        `${field} ${url}`,
      )
    }
  }
  const made = await api.request({
    method: 'POST',
    url: '/v1/connections',
    payload: {
      id: 'inside',
      title: 'Inside',
      adapter: 'standard-webhooks',
      gradeUrl: 'http://127.0.0.1:8090/grades',
      allowsPrivateNetwork: true,
    },
  })
  t.equal(made.statusCode, 201)
  t.equal(
    (await patch({ allowsPrivateNetwork: false }, 'inside')).json().code,
    'bad-request',
    'nor can it be closed again under it',
  )
  t.equal(
    (await patch({ gradeUrl: 'https://no-such-host.invalid/grades', allowsPrivateNetwork: false }, 'inside'))
      .statusCode,
    200,
    'a name that may be made later',
  )
})

t.test('a grade goes to no private address unless the operator says so', async (t) => {
  const receiver = await startReceiver(t, [])
  await patch({ allowsPrivateNetwork: false, gradeUrl: null })
  await api.platform.context.db.execute(`update connections set grade_url = 'https://${receiver.host}/grades'`) // as if its name led elsewhere before
  await api.platform.context.db.execute('update connections set secrets = grade_secrets')
  const signer = { ...lms, handIn: (handIn: object | undefined) => lms.handIn(handIn, { secret: lms.gradeSecret }) }
  const submission = await gradeHandIn(signer, 'k2')
  const isRefused = async () =>
    (await listGrades(lms)).some(
      (message) =>
        message.submission === submission &&
        message.deliveries.some(
          ({ status, error }) => status === null && /forbidden address \(loopback\)/.test(error ?? ''),
        ),
    )
  await waitUntil(isRefused, 10_000, 'the first try')
  t.same(receiver.received, [])
})

t.test('an LMS that calls too often is told to come back', async (t) => {
  const answers = await Promise.all(Array.from({ length: 31 }, () => lms.handIn({}, { secret: lms.gradeSecret })))
  const refused = answers.find(({ statusCode }) => statusCode === 429)
  t.match(refused?.json(), { code: 'rate-limited' })
  t.match(refused?.headers['retry-after'], /^\d+$/)
  const elsewhere = await api.request({ method: 'POST', url: '/v1/hooks/lms/canvas', payload: 'x' }, null)
  t.equal(elsewhere.statusCode, 404, 'another connection is counted by itself')
})
