import t from 'tap'
import { createInstructor, expectStatus, fileOf, startLms, type ShownEvent } from './start-lms.js'

const lms = await startLms(t, { connection: { enrolsLearners: false } })
const { api, instructor } = lms
await createInstructor(api, 'olga', 'web')
await api.request({
  method: 'POST',
  url: '/v1/courses',
  payload: { id: 'other', title: 'Other', connection: 'moodle', lmsKey: 'other-key' },
})
const other = await createInstructor(api, 'omar', 'other')
await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'elsewhere', title: 'Elsewhere' } })
const elsewhere = await createInstructor(api, 'elif', 'elsewhere')

const addLearner = async (id: string, course = 'web') => {
  await expectStatus(201, api.request({ method: 'POST', url: '/v1/people', payload: { id, name: id } }))
  await expectStatus(
    204,
    api.request({ method: 'PUT', url: `/v1/courses/${course}/enrolments/${id}`, payload: { role: 'learner' } }),
  )
}
const match = (event: string, payload: object, token = instructor) =>
  api.request({ method: 'POST', url: `/v1/events/${event}/match`, payload }, token)
const eventsOf = async (course: string, token: string, query = '') =>
  (await api.request({ url: `/v1/courses/${course}/events?limit=100${query}` }, token)).json<{ events: ShownEvent[] }>()
    .events
const isListed = async (event: string, course: string, token: string) =>
  (await eventsOf(course, token)).some(({ id }) => id === event)

/** An event that nobody could place. */
async function sendUnmatched(handIn: Parameters<typeof lms.handIn>[0]): Promise<string> {
  const { event } = (await lms.handIn(handIn)).json<{ event: string }>()
  const { state } = await lms.ended(event)
  if (state !== 'unmatched') throw new Error(`the event is ${state}`)
  return event
}

t.test('a learner whom nobody knows waits; once matched, all of their hand-ins become submissions', async (t) => {
  await addLearner('ada')
  const first = await sendUnmatched({ learner: { id: 'k1' } })
  const second = await sendUnmatched({ learner: { id: 'k1' }, attempt: 2 })
  t.ok(await isListed(first, 'web', instructor))
  t.same((await match(first, { person: 'ada' })).json(), { restarted: 2 })
  t.same([(await lms.ended(first)).state, (await lms.ended(second)).state], ['done', 'done'])
  const { submissions } = (await api.request({ url: '/v1/submissions?owner=ada' })).json()
  t.equal(submissions.length, 2)
  const later = (await lms.handIn({ learner: { id: 'k1' }, attempt: 3 })).json()
  t.equal((await lms.ended(later.event)).state, 'done', 'from then on they are known')
  t.notOk(await isListed(first, 'web', instructor))
  const { entries } = (await api.request({ url: '/v1/courses/web/audit' }, instructor)).json()
  t.match(
    entries.find(({ action }: { action: string }) => action === 'event.matched'),
    { actor: 'ines', subject: first, details: { person: 'ada', learnerKey: 'k1' } },
  )
})

t.test('an e-mail or a login name that is the same makes nobody the learner', async (t) => {
  await addLearner('eve@example.edu')
  const event = await sendUnmatched({ learner: { id: 'eve@example.edu', email: 'eve@example.edu' } })
  t.match(await lms.ended(event), { reason: 'No learner has that learner key yet.' })
})

t.test('an assignment that nobody knows waits; once matched, it has that key', async (t) => {
  const { id } = (
    await expectStatus(
      201,
      api.request({ method: 'POST', url: '/v1/courses/web/assignments', payload: { exercise: 'tiny' } }),
    )
  ).json()
  const event = await sendUnmatched({ assignment: 'hw2', learner: { id: 'k1' } })
  t.match(await lms.ended(event), { reason: 'No assignment of this connection has the key "hw2".' })
  t.equal((await match(event, { assignment: id })).statusCode, 202)
  t.equal((await lms.ended(event)).state, 'done')
  t.equal((await api.request({ url: `/v1/assignments/${id}` }, instructor)).json().lmsKey, 'hw2')
})

t.test('our own id names an assignment too', async (t) => {
  const { event } = (await lms.handIn({ assignment: lms.assignment, learner: { id: 'k1' }, attempt: 7 })).json()
  t.equal((await lms.ended(event)).state, 'done')
})

t.test('somebody new is added and enrolled when an instructor says so', async (t) => {
  const event = await sendUnmatched({ learner: { id: 'k9', name: 'Grace', email: 'grace@example.edu' } })
  t.equal((await match(event, { enrol: true })).statusCode, 202)
  t.equal((await lms.ended(event)).state, 'done')
  const { enrolments } = (await api.request({ url: '/v1/courses/web/enrolments' }, instructor)).json()
  t.match(
    enrolments.filter(({ name }: { name: string }) => name === 'Grace'),
    [{ email: 'grace@example.edu', role: 'learner' }],
  )
})

t.test('a match that would give a key two meanings is refused', async (t) => {
  await addLearner('bob')
  const event = await sendUnmatched({ learner: { id: 'k2' } })
  t.same([(await match(event, { person: 'ada' })).json().code], ['already-exists'], 'the LMS calls ada something else')
  t.equal((await match(event, { person: 'elif' })).json().code, 'bad-request', 'not in the course')
  const unknown = await sendUnmatched({ assignment: 'hw3', learner: { id: 'k1' } })
  t.equal(
    (await match(unknown, { assignment: lms.assignment })).json().code,
    'already-exists',
    'the assignment has a key',
  )
  t.equal((await match(unknown, {})).statusCode, 400)
  t.equal((await match(unknown, { person: 'bob' })).json().code, 'bad-request', 'the course is not known yet')
})

t.test(
  'events are for instructors of their course, and of any of the connection where the course is not known',
  async (t) => {
    const ofOther = await sendUnmatched({ course: 'other-key', learner: { id: 'k1' } })
    const ofNone = await sendUnmatched({ assignment: 'hw4', course: 'who-knows', learner: { id: 'k1' } })
    t.same([await isListed(ofOther, 'web', instructor), await isListed(ofOther, 'other', other)], [false, true])
    t.same([await isListed(ofNone, 'web', instructor), await isListed(ofNone, 'other', other)], [true, true])
    t.same(await eventsOf('elsewhere', elsewhere), [])
    for (const action of ['match', 'retry']) {
      const attempts = [
        [ofOther, instructor],
        [ofNone, elsewhere],
      ] as const
      for (const [event, token] of attempts) {
        const answer = await api.request(
          {
            method: 'POST',
            url: `/v1/events/${event}/${action}`,
            ...(action === 'match' ? { payload: { enrol: true } } : {}),
          },
          token,
        )
        t.same([answer.statusCode, answer.json().code], [404, 'not-found'])
      }
    }
  },
)

t.test('an assignment of another connection is refused, with a row that says so', async (t) => {
  const { id } = (
    await expectStatus(
      201,
      api.request({
        method: 'POST',
        url: '/v1/courses/elsewhere/assignments',
        payload: { exercise: 'tiny', lmsKey: 'hw1' },
      }),
    )
  ).json()
  const answer = await lms.handIn({ assignment: id, learner: { id: 'k1' } })
  t.same([answer.statusCode, answer.json().code], [403, 'foreign-assignment'])
  const [refused] = await lms.events('refused')
  t.match(refused, { reason: `The assignment ${id} belongs to a course of another connection.`, submission: null })
  t.ok(refused && (await isListed(refused.id, 'web', instructor)))
})

t.test('a hand-in that cannot be taken is listed with its reason, and can be tried again', async (t) => {
  const { event } = (await lms.handIn({ learner: { id: 'k1' }, attempt: 20, files: [fileOf('x', 'notes.txt')] })).json()
  t.match(await lms.ended(event), { state: 'refused', reason: /Your upload contains no project/ })
  const broken = (
    await lms.handIn({ learner: { id: 'k1' }, attempt: 21, files: [fileOf('not a zip', 'work.zip')] })
  ).json()
  t.equal((await lms.ended(broken.event)).state, 'refused')
  t.same(
    (await eventsOf('web', instructor, '&state=refused')).slice(0, 2).map(({ id }) => id),
    [broken.event, event],
  )
  t.equal((await api.request({ method: 'POST', url: `/v1/events/${event}/retry` }, instructor)).statusCode, 202)
  t.equal((await lms.ended(event)).state, 'refused')
  const done = (await lms.handIn({ learner: { id: 'k1' }, attempt: 22 })).json()
  await lms.ended(done.event)
  t.equal(
    (await api.request({ method: 'POST', url: `/v1/events/${done.event}/retry` }, instructor)).statusCode,
    400,
    'what became a submission is over',
  )
})

t.test('lists page without gap or double', async (t) => {
  const whole = (await eventsOf('web', instructor)).map(({ id }) => id)
  const seen: string[] = []
  let url: string | undefined = '/v1/courses/web/events?limit=2'
  while (url) {
    const page = await api.request({ url }, instructor)
    seen.push(...page.json<{ events: ShownEvent[] }>().events.map(({ id }) => id))
    url = /<(.+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1]
  }
  t.same(seen, whole)
})
