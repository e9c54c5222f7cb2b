import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { formOf } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { gradeHandIn, listGrades, messagesOf, override, receiptsOf } from './graded.js'
import { startLms } from './start-lms.js'

const lms = await startLms(t, { settings: { ASSAY_PUBLIC_URL: 'https://assay.example/' } })
const { api, receiver } = lms

t.beforeEach(() => receiver.answerWith(() => 204))

t.test('a grade is sent once, signed, in the words of the LMS', async (t) => {
  const submission = await gradeHandIn(lms, 'k1', { score: 80 })
  const [message] = await messagesOf(lms, submission, 'delivered')
  const [receipt, ...more] = receiptsOf(receiver.received, submission)
  t.same(more, [])
  t.equal(receipt?.id, message.id)
  t.same(receipt?.signedWith, [lms.gradeSecret])
  t.match(receipt?.payload, {
    type: 'submission.graded',
    timestamp: /^\d{4}-/,
    data: {
      submission,
      assignment: 'hw1',
      course: 'web',
      learner: 'k1',
      attempt: 1,
      grade: 80,
      maxGrade: 100,
      score: 80,
      latePercent: 0,
      verdict: 'assessed',
      version: 1,
      isOverridden: false,
      comment: null,
      reportUrl: `https://assay.example/submissions/${submission}`,
    },
  })
  t.match(message, { version: 1, tries: 1, deliveries: [{ status: 204, error: null, isReplay: false }] })
})

t.test('an override and a regrade send new versions, and what could not be assessed sends nothing', async (t) => {
  const submission = await gradeHandIn(lms, 'k2', { score: 50 })
  await messagesOf(lms, submission, 'delivered')
  await api.request({ method: 'POST', url: `/v1/submissions/${submission}/runs`, payload: {} }, lms.instructor)
  await finishRun(api, submission, { verdict: 'not-assessed', score: null, incident: 'inc-1' })
  await api.request({ method: 'POST', url: `/v1/submissions/${submission}/runs`, payload: {} }, lms.instructor)
  await finishRun(api, submission, { score: 60 })
  await waitUntil(
    async () => (await messagesOf(lms, submission, 'delivered')).length === 2,
    10_000,
    'the grade of the regrade',
  )
  t.equal((await override(lms, submission, 95)).statusCode, 200)
  await waitUntil(async () => (await messagesOf(lms, submission, 'delivered')).length === 3, 10_000, 'the override')
  const sent = receiptsOf(receiver.taken, submission).map(({ payload: { data } }) => [
    data.version,
    data.grade,
    data.isOverridden,
  ])
  t.same(sent, [
    [1, 50, false],
    [2, 60, false],
    [3, 95, true],
  ])
})

t.test('no grade is sent of somebody whom the LMS never named', async (t) => {
  await api.request({ method: 'POST', url: '/v1/people', payload: { id: 'k1', name: 'Named like a key of the LMS' } })
  await api.request({ method: 'PUT', url: '/v1/courses/web/enrolments/k1', payload: { role: 'learner' } })
  const token = (
    await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: 'k1', scope: 'submit' } })
  ).json<{ token: string }>().token
  const { id } = (await api.submit(formOf({ 'server.js': 'by hand' }), { token })).json<{ id: string }>()
  await finishRun(api, id)
  t.equal((await api.request({ url: `/v1/submissions/${id}` })).json().grade.grade, 25, 'it is settled')
  t.notMatch((await api.request({ url: '/v1/connections/moodle/grades?limit=100' })).body, id)
})

t.test('a newer grade takes the place of one that waits', async (t) => {
  receiver.answerWith(({ payload }) => (payload.data.version === 1 ? 500 : 204))
  const submission = await gradeHandIn(lms, 'k3')
  await waitUntil(() => receiptsOf(receiver.received, submission).length > 0, 10_000, 'a try')
  await override(lms, submission, 90)
  const [newest, oldest] = await messagesOf(lms, submission, 'delivered')
  t.match(
    [newest, oldest],
    [
      { version: 2, grade: 90 },
      { version: 1, state: 'superseded' },
    ],
  )
  t.same(
    receiptsOf(receiver.taken, submission).map(({ payload }) => payload.data.version),
    [2],
  )
})

t.test('one at a time is sent of a submission, so that versions arrive in their order', async (t) => {
  const order: string[] = []
  receiver.answerWith(({ payload }, response) => {
    const { version } = payload.data
    order.push(`begin ${version}`)
    setTimeout(
      () => {
        order.push(`end ${version}`)
        response.writeHead(204).end()
      },
      version === 1 ? 400 : 0,
    )
    return 'own'
  })
  const submission = await gradeHandIn(lms, 'k4')
  await waitUntil(() => order.length === 1, 10_000, 'the first to be under way')
  await override(lms, submission, 90)
  const [, first] = await messagesOf(lms, submission, 'delivered')
  t.same(order, ['begin 1', 'end 1', 'begin 2', 'end 2'])
  t.equal(first?.state, 'delivered')
})

t.test('whatever goes wrong is tried again, under the same id, and each try is in the log', async (t) => {
  let tries = 0
  receiver.answerWith((_receipt, response) => {
    tries += 1
    if (tries === 1) return 500
    if (tries === 2) return { status: 307, headers: { location: receiver.url } }
    if (tries === 3) return 'own' // no answer at all
    if (tries === 4) return (response.destroy(), 'own')
    return 200
  })
  const { db } = api.platform.context
  const skipping = setInterval(
    () => void db.execute("update grade_messages set due_at = now() where state = 'waiting'").catch(() => {}),
    100,
  )
  t.teardown(() => clearInterval(skipping))
  const submission = await gradeHandIn(lms, 'k5')
  const [message] = await messagesOf(lms, submission, 'delivered')
  clearInterval(skipping)
  t.match(message.deliveries, [
    { status: 500, error: /status 500/ },
    { status: 307, error: /redirects are not followed/ },
    { status: null, error: /did not respond within 1000 ms/ },
    { status: null, error: /socket hang up/ },
    { status: 200, error: null },
  ])
  const receipts = receiptsOf(receiver.received, submission)
  t.equal(new Set(receipts.map(({ id }) => id)).size, 1)
  t.ok(
    receipts.every(({ signedWith }) => signedWith.length === 1),
    'each try is signed anew',
  )
})

t.test('a receiver that says when to come back is not asked before', async (t) => {
  let tries = 0
  receiver.answerWith(() => (tries++ === 0 ? { status: 503, headers: { 'retry-after': '2' } } : 204))
  const submission = await gradeHandIn(lms, 'k6')
  await messagesOf(lms, submission, 'delivered')
  const [first, second] = receiptsOf(receiver.received, submission)
  t.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1_990)
})

t.test('a sender that died is followed by another when its lease is over', async (t) => {
  const submission = await gradeHandIn(lms, 'k7')
  const [message] = await messagesOf(lms, submission, 'delivered')
  await api.platform.context.db.execute(
    `update grade_messages set state = 'sending', due_at = now(), ended_at = null where id = '${message.id}'`,
  )
  const [again] = await messagesOf(lms, submission, 'delivered')
  t.match(again, { tries: 2, deliveries: [{ isReplay: false }, { isReplay: false }] })
})

t.test('the log is filtered by state and paged without gap or double', async (t) => {
  const whole = (await listGrades(lms)).map(({ id }) => id)
  const seen: string[] = []
  let url: string | undefined = '/v1/connections/moodle/grades?limit=3'
  while (url) {
    const page = await api.request({ url })
    seen.push(...page.json<{ grades: { id: string }[] }>().grades.map(({ id }) => id))
    url = /<(.+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1]
  }
  t.same(seen, whole)
  t.same([...new Set((await listGrades(lms, '&state=superseded')).map(({ state }) => state))], ['superseded'])
})
