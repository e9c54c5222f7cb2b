import t from 'tap'
import { waitUntil } from '../services/containers.js'
import { gradeHandIn, listGrades, messagesOf, override, receiptsOf } from './graded.js'
import { createInstructor, startLms } from './start-lms.js'

/** The whole schedule of a day and more in about two seconds. */
const lms = await startLms(t, { settings: { ASSAY_LMS_RETRY_SECONDS: '0.0001' } })
const { api, receiver } = lms
const replay = (message: string, token = lms.instructor) =>
  api.request({ method: 'POST', url: `/v1/grade-messages/${message}/replay` }, token)
const resume = () => api.request({ method: 'POST', url: '/v1/connections/moodle/resume' })

t.beforeEach(() => receiver.answerWith(() => 204))

t.test('a grade that nobody takes has failed after ten tries, and is sent when somebody asks', async (t) => {
  receiver.answerWith(() => 500)
  const submission = await gradeHandIn(lms, 'k1')
  const [failed] = await messagesOf(lms, submission, 'failed')
  t.equal(failed.deliveries.length, 10)
  receiver.answerWith(() => 204)
  t.match((await replay(failed.id)).json(), { id: failed.id, version: 1, state: 'waiting' })
  const [message] = await messagesOf(lms, submission, 'delivered')
  t.match(message.deliveries.at(-1), { status: 204, isReplay: true })
  const { entries } = (await api.request({ url: '/v1/courses/web/audit' }, lms.instructor)).json()
  t.match(entries[0], { actor: 'ines', action: 'grade.replayed', subject: submission })
})

t.test('a replay of an old version sends the grade as it is now', async (t) => {
  const submission = await gradeHandIn(lms, 'k2')
  await messagesOf(lms, submission, 'delivered')
  await override(lms, submission, 91)
  await waitUntil(() => receiptsOf(receiver.taken, submission).length === 2, 10_000, 'the override')
  const [, first] = await messagesOf(lms, submission, 'delivered')
  t.match((await replay(first?.id ?? '')).json(), { version: 2, grade: 91 })
  await waitUntil(() => receiptsOf(receiver.taken, submission).length === 3, 10_000, 'the replay')
  t.same(
    receiptsOf(receiver.taken, submission).map(({ payload }) => payload.data.version),
    [1, 2, 2],
  )
})

t.test('instructors of other courses cannot replay a grade', async (t) => {
  const submission = await gradeHandIn(lms, 'k3')
  const [message] = await messagesOf(lms, submission, 'delivered')
  await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'other', title: 'Other' } })
  t.equal((await replay(message.id, await createInstructor(api, 'omar', 'other'))).statusCode, 404)
  t.equal(receiptsOf(receiver.received, submission).length, 1)
})

t.test(
  '410 stops all grades of the connection until an admin lets them go on; then each is sent as it is',
  async (t) => {
    receiver.answerWith(() => 410)
    const first = await gradeHandIn(lms, 'k4', { score: 10 })
    await messagesOf(lms, first, 'stopped')
    const asked = receiver.received.length
    await override(lms, first, 20)
    const second = await gradeHandIn(lms, 'k5', { score: 30 })
    t.ok((await api.request({ url: '/v1/connections/moodle' })).json().gradesStoppedAt)
    t.equal(receiver.received.length, asked, 'nothing more is sent')

    receiver.answerWith(() => 204)
    const answer = await resume()
    t.same([answer.statusCode, answer.json()], [200, { resumed: 2 }])
    await messagesOf(lms, first, 'delivered')
    await messagesOf(lms, second, 'delivered')
    const sent = [first, second].map((submission) =>
      receiptsOf(receiver.taken, submission).map(({ payload: { data } }) => [data.version, data.grade]),
    )
    t.same(sent, [[[2, 20]], [[1, 30]]])
    t.equal((await api.request({ url: '/v1/connections/moodle' })).json().gradesStoppedAt, null)
    t.same(await listGrades(lms, '&state=stopped'), [])
  },
)

t.test('what was stopped goes on where nothing newer came', async (t) => {
  receiver.answerWith(() => 410)
  const submission = await gradeHandIn(lms, 'k6')
  await messagesOf(lms, submission, 'stopped')
  receiver.answerWith(() => 204)
  t.same((await resume()).json(), { resumed: 1 })
  t.match(await messagesOf(lms, submission, 'delivered'), [{ version: 1 }])
})
