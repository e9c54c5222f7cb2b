import { randomBytes } from 'node:crypto'
import t from 'tap'
import { bodyOf, fileOf, startLms } from './start-lms.js'
import { makeWebhookSecret } from '../../../api/lms/signing.js'

const lms = await startLms(t)
const { api } = lms

const submissionsOf = async (learner: string) => {
  const { submissions } = (await api.request({ url: '/v1/submissions?limit=100' })).json<{
    submissions: { id: string; owner: string; attempt: number; submittedAt: string; language: string }[]
  }>()
  const { rows } = await api.platform.context.db.execute<{ person_id: string }>(
    `select person_id from lms_identities where key = '${learner}'`,
  )
  return submissions.filter(({ owner }) => owner === rows[0]?.person_id)
}

t.test(
  'a signed hand-in is answered at once and becomes a submission of a learner who is enrolled on the way',
  async (t) => {
    const submittedAt = '2026-03-01T10:00:00.000Z'
    const answer = await lms.handIn({
      learner: { id: 'lms-1', name: 'Ada Lovelace', email: 'ada@example.edu' },
      submittedAt,
    })
    t.equal(answer.statusCode, 202)
    t.match(answer.json(), { event: /^[0-9a-f-]{36}$/, state: 'waiting', isDuplicate: false })
    const event = await lms.ended(answer.json().event)
    t.equal(event.state, 'done')
    const [submission] = await submissionsOf('lms-1')
    t.match(submission, { id: event.submission, attempt: 1, submittedAt, language: 'node' })
    const enrolments = (await api.request({ url: '/v1/courses/web/enrolments' })).json().enrolments
    t.match(
      enrolments.find(({ name }: { name: string }) => name === 'Ada Lovelace'),
      { email: 'ada@example.edu', role: 'learner' },
    )
  },
)

t.test('the same event again, later and in parallel, is one submission', async (t) => {
  const id = 'msg_same'
  const body = bodyOf({ learner: { id: 'lms-2' } })
  const answers = await Promise.all(Array.from({ length: 8 }, () => lms.send(body, { id })))
  t.same([...new Set(answers.map(({ statusCode }) => statusCode))], [202])
  t.equal(new Set(answers.map((answer) => answer.json().event)).size, 1)
  t.equal(answers.filter((answer) => answer.json().isDuplicate).length, 7)
  await lms.ended(answers[0]?.json().event)
  const later = await lms.send(body, { id })
  t.match(later.json(), { state: 'done', isDuplicate: true })
  t.equal((await submissionsOf('lms-2')).length, 1)
})

t.test(
  'the same attempt under other event ids, in parallel and of somebody new, is one submission of one person',
  async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => lms.handIn({ learner: { id: 'lms-3', name: 'Carol' } })),
    )
    const ends = await Promise.all(answers.map((answer) => lms.ended(answer.json().event)))
    t.equal(ends.filter(({ state }) => state === 'done').length, 1)
    t.ok(
      ends.every(({ state }) => ['done', 'duplicate', 'outdated'].includes(state)),
      'the others have nothing new',
    )
    t.equal(new Set(ends.map(({ submission }) => submission)).size, 1)
    t.equal((await submissionsOf('lms-3')).length, 1)
  },
)

t.test('another attempt is another submission', async (t) => {
  for (const attempt of [1, 2])
    await lms.ended(
      (await lms.handIn({ learner: { id: 'lms-4' }, attempt, files: [fileOf(`${attempt}`)] })).json().event,
    )
  t.same(
    (await submissionsOf('lms-4')).map(({ attempt }) => attempt),
    [2, 1],
  )
})

t.test('what is not proven is refused and leaves no row', async (t) => {
  const before = (await lms.events()).length
  const body = JSON.stringify(bodyOf())
  const forged = await lms.send(body, { secret: makeWebhookSecret() })
  const unsigned = await lms.send(body, { headers: { 'webhook-signature': '' } })
  const changed = await api.request(
    {
      method: 'POST',
      url: '/v1/hooks/lms/moodle',
      headers: { 'webhook-id': 'x', 'webhook-timestamp': '1', 'webhook-signature': 'v1,eA==' },
      payload: body,
    },
    null,
  )
  t.same(
    [forged, unsigned, changed].map((answer) => [answer.statusCode, answer.json().code]),
    Array(3).fill([401, 'webhook-unauthorized']),
  )
  for (const minutes of [-6, 6]) {
    const stale = await lms.send(body, { sentAt: new Date(Date.now() + minutes * 60_000) })
    t.same([stale.statusCode, stale.json().code], [401, 'webhook-stale'])
  }
  const unknown = await lms.send(body, { connection: 'nowhere' })
  t.same([unknown.statusCode, unknown.json().code], [404, 'connection-not-found'])
  t.equal((await lms.events()).length, before)
  t.match((await api.request({ url: '/metrics' })).body, /assay_webhooks_total\{outcome="webhook-unauthorized"\} 3/)
})

t.test('the bytes are what counts, whatever type they are said to have', async (t) => {
  for (const [index, type] of [
    'application/json',
    'text/plain',
    'application/jwt',
    'multipart/form-data',
    'nonsense',
    '',
  ].entries()) {
    const answer = await lms.handIn(
      { learner: { id: 'lms-5' }, attempt: index + 1 },
      { headers: { 'content-type': type } },
    )
    t.equal(answer.statusCode, 202, type)
  }
  const own = await api.request({
    method: 'POST',
    url: '/v1/courses',
    headers: { 'content-type': 'text/plain' },
    payload: 'x',
  })
  t.equal(own.statusCode, 415, 'other routes read what they did before')
})

t.test('a body of more than 2 MB is refused before it is looked at', async (t) => {
  const answer = await lms.send(`"${randomBytes(1_100_000).toString('hex')}"`)
  t.same([answer.statusCode, answer.json().code], [413, 'upload-too-large'])
})

t.test('a signed body that is not understood is refused, and kept for people to see', async (t) => {
  const answer = await lms.send(
    { type: 'assignment.submitted', timestamp: new Date().toISOString(), data: {} },
    { id: 'msg_odd' },
  )
  t.same([answer.statusCode, answer.json().code], [400, 'webhook-malformed'])
  t.match(
    (await lms.events('refused')).find(({ eventId }) => eventId === 'msg_odd'),
    { reason: /assignment/ },
  )
})

t.test('messages of other types are taken and ignored', async (t) => {
  const answer = await lms.send({ type: 'course.renamed', timestamp: new Date().toISOString(), data: {} })
  t.same([answer.statusCode, answer.json().state], [202, 'ignored'])
})

t.test('nobody hands in after we were told of it', async (t) => {
  const { event } = (await lms.handIn({ learner: { id: 'lms-6' }, submittedAt: '2999-01-01T00:00:00Z' })).json()
  await lms.ended(event)
  const [submission] = await submissionsOf('lms-6')
  t.ok(new Date(submission?.submittedAt ?? 0) <= new Date())
})
