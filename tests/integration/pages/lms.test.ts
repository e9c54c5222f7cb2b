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

t.test('work of an unknown learner for an unknown assignment waits until an instructor says where it belongs', async (t) => {
  const sent = (await lms.handIn({ assignment: 'hw-unknown', learner: { id: 'lms-42', name: 'Ada <i>Lovelace' } })).json<{ event: string }>()
  await lms.ended(sent.event)
  const page = (await ines.get('/courses/web/events')).body
  t.match(page, /Ada &lt;i>Lovelace[\s\S]*lms-42[\s\S]*hw-unknown[\s\S]*unmatched/)
  t.match((await admin.get('/connections/moodle/events')).body, 'hw-unknown')

  const made = await api.request({ method: 'POST', url: '/v1/courses/web/assignments', payload: { exercise: 'tiny', title: 'The unknown one' } })
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
