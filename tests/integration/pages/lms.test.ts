import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { startLms } from '../lms/start-lms.js'
import { waitUntil } from '../services/containers.js'
import { signIn } from './browser-session.js'

const lms = await startLms(t, { connection: { enrolsLearners: false } })
const { api } = lms
const ines = await signIn(api, 'ines')
const admin = await signIn(api, 'admin')
/** The log of grades, as soon as it says so: the receiver knows of a grade a moment before we have noted it. */
async function logOnce(words: string): Promise<string> {
  let log = ''
  await waitUntil(async () => (log = (await admin.get('/connections/moodle')).body).includes(words), 20_000, words)
  return log
}
const idOf = (body: string) => /events\/([\w-]{36})\/match/.exec(body)?.[1] ?? ''

t.test(
  'work of an unknown learner for an unknown assignment waits until an instructor says where it belongs',
  async (t) => {
    const sent = (
      await lms.handIn({ assignment: 'hw-unknown', learner: { id: 'lms-42', name: 'Ada <i>Lovelace' } })
    ).json<{ event: string }>()
    await lms.ended(sent.event)
    const page = (await ines.get('/courses/web/events')).body
    t.match(page, /Ada &lt;i>Lovelace[\s\S]*lms-42[\s\S]*hw-unknown[\s\S]*unmatched/)
    t.match((await admin.get('/connections/moodle/events')).body, 'hw-unknown')

    const made = await api.request({
      method: 'POST',
      url: '/v1/courses/web/assignments',
      payload: { exercise: 'tiny', title: 'The unknown one' },
    })
    const assignment = made.json<{ id: string }>().id
    const matched = await ines.post(`/courses/web/events/${idOf(page)}/match`, { assignment, learner: '+new' })
    t.equal(matched.statusCode, 303)
    const event = await lms.ended(sent.event)
    t.equal(event.state, 'done')
    t.match((await ines.get('/courses/web/events')).body, 'There are no events.')
    t.match((await ines.get(`/assignments/${assignment}/results`)).body, 'Ada &lt;i>Lovelace')

    await finishRun(api, event.submission ?? '')
    const log = await logOnce('delivered</span>')
    t.match(log, /25 of 100, version 1[\s\S]*lms-42[\s\S]*delivered/)
    const message = /grade-messages\/([\w-]{36})\/replay/.exec(log)?.[1] ?? ''
    t.equal((await admin.post(`/grade-messages/${message}/replay`)).headers.location, '/connections/moodle')
    t.match(await logOnce('by hand'), 'by hand')
    await waitUntil(() => lms.receiver.taken.length === 2, 10_000, 'the second delivery')
  },
)

t.test('a match that is refused comes back with what was chosen and what is wrong, at its field', async (t) => {
  const sent = (await lms.handIn({ assignment: 'hw-second', learner: { id: 'lms-43', name: 'Bob' } })).json<{
    event: string
  }>()
  await lms.ended(sent.event)
  await api.request({ method: 'POST', url: '/v1/people', payload: { id: 'bob', name: 'Bob' } })
  await api.request({ method: 'PUT', url: '/v1/courses/web/enrolments/bob', payload: { role: 'learner' } })
  const id = idOf((await ines.get('/courses/web/events')).body)
  const match = (fields: Record<string, string>) => ines.post(`/courses/web/events/${id}/match`, fields)

  const empty = await match({ assignment: '', learner: '' })
  t.equal(empty.statusCode, 400)
  t.match(
    empty.body,
    new RegExp(
      `<details[^>]* open[\\s\\S]*id="assignment-${id}"[^>]*aria-describedby="assignment-${id}-problem" aria-invalid="true"[\\s\\S]*>Choose the assignment, the learner, or both\\.`,
    ),
  )

  const alone = await match({ assignment: '', learner: 'bob' })
  t.equal(alone.statusCode, 400)
  t.match(alone.body, new RegExp(`id="assignment-${id}-problem">Choose the assignment too`))
  t.match(alone.body, 'value="bob" selected')

  const taken = await match({ assignment: lms.assignment, learner: 'bob' })
  t.equal(taken.statusCode, 409)
  t.match(
    taken.body,
    new RegExp(`id="assignment-${id}-problem">The assignment already has the LMS key (?:"|&quot;)hw1`),
  )
  t.match(taken.body, new RegExp(`value="${lms.assignment}" selected[\\s\\S]*value="bob" selected`))
  t.notMatch(taken.body, /"enrol"|\/v1\/|already-exists/)

  const gone = await match({ assignment: '00000000-0000-4000-8000-000000000000', learner: 'bob' })
  t.equal(gone.statusCode, 404)
  t.match(gone.body, /role="alert"[\s\S]*There is no such assignment[\s\S]*value="bob" selected/)
})

t.test('a button that has nothing to do any more says so on the page', async (t) => {
  const { events } = (await api.request({ url: '/v1/connections/moodle/events?state=done' })).json<{
    events: { id: string }[]
  }>()
  const id = events[0]?.id ?? ''
  const retried = await ines.post(`/courses/web/events/${id}/retry`)
  t.equal(retried.statusCode, 400)
  t.match(retried.body, /LMS events[\s\S]*role="alert"[\s\S]*Only events that ended without a submission/)
  const matched = await ines.post(`/courses/web/events/${id}/match`, { assignment: lms.assignment, learner: '' })
  t.equal(matched.statusCode, 400)
  t.match(matched.body, /role="alert"[\s\S]*Only unmatched events can be matched/)
})

t.test('connections are for admins, and their secrets on no page', async (t) => {
  t.equal((await ines.get('/connections')).statusCode, 403)
  t.equal((await ines.get('/connections/moodle')).statusCode, 403)
  const pages = [(await admin.get('/connections')).body, (await admin.get('/connections/moodle')).body]
  for (const page of pages) {
    t.match(page, 'Moodle')
    t.notMatch(page, 'whsec_')
  }
})

t.test('a course without a connection says so', async (t) => {
  await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'alone', title: 'Alone' } })
  t.match((await admin.get('/courses/alone/events')).body, 'This course has no connection to an LMS.')
})
