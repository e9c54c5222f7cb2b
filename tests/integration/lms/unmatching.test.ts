import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { waitUntil } from '../services/containers.js'
import { receiptsOf } from './graded.js'
import { createInstructor, expectStatus, startLms, type HandIn, type ShownEvent } from './start-lms.js'

const lms = await startLms(t, { connection: { enrolsLearners: false } })
const { api, instructor, receiver } = lms

for (const id of ['ada', 'bob', 'cleo']) {
  await expectStatus(201, api.request({ method: 'POST', url: '/v1/people', payload: { id, name: id } }))
  await expectStatus(
    204,
    api.request({ method: 'PUT', url: `/v1/courses/web/enrolments/${id}`, payload: { role: 'learner' } }),
  )
}
const tokenOf = async (owner: string) =>
  (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner, scope: 'read' } })).json<{
    token: string
  }>().token
const post = (event: string, action: string, payload: object, token = instructor) =>
  api.request({ method: 'POST', url: `/v1/events/${event}/${action}`, payload }, token)
const gradeOf = async (person: string) => {
  const { results } = (
    await api.request({ url: `/v1/assignments/${lms.assignment}/results?limit=100` }, instructor)
  ).json<{ results: { learner: { id: string }; attempts: number; grade: number | null }[] }>()
  return results.find(({ learner }) => learner.id === person)
}

/** Hands in as a learner whom the event is then matched with. */
async function handInAs(person: string, handIn: HandIn): Promise<ShownEvent & { submission: string }> {
  const { event } = (await lms.handIn(handIn)).json<{ event: string }>()
  if ((await lms.ended(event)).state === 'unmatched') await expectStatus(202, post(event, 'match', { person }))
  const ended = await lms.ended(event)
  return { ...ended, submission: ended.submission ?? '' }
}

t.test(
  'a wrong match of a learner is undone: the work waits again, counts for nobody, and is out of sight of the wrong one',
  async (t) => {
    const first = await handInAs('ada', { learner: { id: 'k1' } })
    await finishRun(api, first.submission, { score: 80 })
    await waitUntil(() => receiptsOf(receiver.taken, first.submission).length === 1, 10_000, 'the grade')
    t.match(await gradeOf('ada'), { grade: 80 })
    t.same((await post(first.id, 'unmatch', { learner: true })).json(), { unmatched: 1 })
    t.match(await lms.ended(first.id), { state: 'unmatched', submission: null })
    t.match(await gradeOf('ada'), { attempts: 0, grade: null })
    const ada = await tokenOf('ada')
    t.equal((await api.request({ url: `/v1/submissions/${first.submission}` }, ada)).statusCode, 404)
    t.equal((await api.request({ url: `/v1/submissions/${first.submission}/source` }, ada)).statusCode, 404)
    t.same((await api.request({ url: '/v1/submissions' }, ada)).json().submissions, [])
    t.notMatch((await api.request({ url: `/assignments/${lms.assignment}` }, ada)).body, first.submission)
    t.match((await api.request({ url: `/v1/submissions/${first.submission}` }, instructor)).json(), {
      setAside: 'misplaced',
    })

    t.equal((await post(first.id, 'match', { person: 'bob' })).statusCode, 202)
    const again = await lms.ended(first.id)
    await finishRun(api, again.submission ?? '', { score: 90 })
    t.match(await gradeOf('bob'), { attempts: 1, grade: 90 })
    await waitUntil(
      () => receiptsOf(receiver.taken, again.submission ?? '').length === 1,
      10_000,
      'the grade of the right one',
    )
    t.match(
      receiptsOf(receiver.taken, again.submission ?? '')[0]?.payload.data,
      { learner: 'k1', version: 2, grade: 90 },
      'the LMS keeps the greater version',
    )
    const { entries } = (await api.request({ url: '/v1/courses/web/audit' })).json()
    t.ok(entries)
  },
)

t.test('all that came by the key waits again, and only where something was matched', async (t) => {
  const first = await handInAs('cleo', { learner: { id: 'k2' } })
  await handInAs('cleo', { learner: { id: 'k2' }, attempt: 2 })
  t.same((await post(first.id, 'unmatch', { learner: true })).json(), { unmatched: 2 })
  t.match((await post(first.id, 'unmatch', { learner: true })).json(), {
    code: 'bad-request',
    detail: /No learner is matched/,
  })
  t.equal((await post(first.id, 'unmatch', {})).statusCode, 400)
})

t.test('a wrong match of an assignment is undone', async (t) => {
  const { id: wrong } = (
    await expectStatus(
      201,
      api.request({ method: 'POST', url: '/v1/courses/web/assignments', payload: { exercise: 'tiny' } }),
    )
  ).json<{ id: string }>()
  const { id: right } = (
    await expectStatus(
      201,
      api.request({ method: 'POST', url: '/v1/courses/web/assignments', payload: { exercise: 'tiny' } }),
    )
  ).json<{ id: string }>()
  const { event } = (await lms.handIn({ assignment: 'hw7', learner: { id: 'k1' } })).json<{ event: string }>()
  await lms.ended(event)
  await expectStatus(202, post(event, 'match', { assignment: wrong }))
  t.equal((await lms.ended(event)).state, 'done')
  t.same((await post(event, 'unmatch', { assignment: true })).json(), { unmatched: 1 })
  t.equal((await api.request({ url: `/v1/assignments/${wrong}` }, instructor)).json().lmsKey, null)
  await expectStatus(202, post(event, 'match', { assignment: right }))
  const { submission } = await lms.ended(event)
  t.match((await api.request({ url: `/v1/submissions/${submission}` })).json(), {
    assignment: right,
    owner: 'bob',
    setAside: null,
  })
})

t.test("work of courses that one does not teach is not touched by one's undoing", async (t) => {
  await api.request({
    method: 'POST',
    url: '/v1/courses',
    payload: { id: 'other', title: 'Other', connection: 'moodle', lmsKey: 'other' },
  })
  const other = await createInstructor(api, 'omar', 'other')
  await api.request({ method: 'PUT', url: '/v1/courses/other/enrolments/bob', payload: { role: 'learner' } })
  await expectStatus(
    201,
    api.request(
      { method: 'POST', url: '/v1/courses/other/assignments', payload: { exercise: 'tiny', lmsKey: 'o1' } },
      other,
    ),
  )
  const there = await handInAs('bob', { assignment: 'o1', course: 'other', learner: { id: 'k1' } })
  t.match((await post(there.id, 'unmatch', { learner: true }, other)).json(), {
    code: 'not-allowed',
    detail: /Submissions in other courses/,
  })
  t.match(await gradeOf('bob'), { grade: 90 }, 'nothing changed')
})

t.test('it can be undone on the page of the course', async (t) => {
  const page = (await api.request({ url: '/courses/web/events?state=done' }, instructor)).body
  t.match(page, 'Undo the match')
})
