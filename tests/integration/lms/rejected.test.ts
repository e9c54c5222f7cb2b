import t from 'tap'
import type { RejectionPayload } from '../../../api/lms/tables.js'
import { blockAfter, readPage } from '../../docs/markdown.js'
import { waitUntil } from '../services/containers.js'
import { bodyOf, fileOf, startLms, type HandIn } from './start-lms.js'

const lms = await startLms(t)
const { api, receiver } = lms

/** What the receiver was told of an event. */
async function rejectionOf(event: string): Promise<RejectionPayload['data']> {
  const find = () =>
    receiver.taken
      .map(({ payload }) => payload as unknown as RejectionPayload)
      .find(({ type, data }) => type === 'submission.rejected' && data.event === event)
  await waitUntil(() => find() !== undefined, 10_000, `the rejection of ${event}`)
  return find()?.data as RejectionPayload['data']
}

/** The page of the assignment as the learner of that key has it. */
async function pageOf(learner: string): Promise<string> {
  const { rows } = await api.platform.context.db.execute<{ person_id: string }>(
    `select person_id from lms_identities where key = '${learner}'`,
  )
  const token = (
    await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner: rows[0]?.person_id, scope: 'read' } })
  ).json<{ token: string }>().token
  return (await api.request({ url: `/assignments/${lms.assignment}` }, token)).body
}

const taken = async (handIn: HandIn) => lms.ended((await lms.handIn(handIn)).json<{ event: string }>().event)

t.test(
  'work that cannot be taken is told to the LMS and on the page of the learner, until it is put right',
  async (t) => {
    const learner = { id: 'k1', name: 'Ada' }
    await taken({ learner })
    const cases: [files: unknown[], reason: RegExp][] = [
      [[], /^The submission has no files\.$/],
      [[fileOf('1', '../x')], /contains "\.\."/],
      [[fileOf('1', 'C:\\work\\server.js')], /absolute/],
      [[fileOf('not a zip', 'work.zip')], /./],
      [[fileOf('x', 'notes.txt')], /Your upload contains no project/],
    ]
    for (const [place, [files, reason]] of cases.entries()) {
      const attempt = place + 2
      const answer = await lms.handIn({ learner, attempt, files })
      t.equal(answer.statusCode, 202)
      const { event } = answer.json<{ event: string }>()
      t.match(await lms.ended(event), { state: 'refused', reason })
      t.match(await rejectionOf(event), {
        eventId: /^msg_/,
        assignment: 'hw1',
        learner: 'k1',
        learners: ['k1'],
        attempt,
        state: 'refused',
        reason,
      })
      t.match(await pageOf('k1'), new RegExp(`was not accepted\\.[\\s\\S]*Attempt ${attempt}, submitted`))
    }
    t.match(
      (await lms.handIn({ learner, attempt: 9, files: [] })).json(),
      { state: 'refused', detail: 'Kept; it is refused. The submission has no files.' },
      'the sender hears it at once where that can be',
    )
    await taken({ learner, attempt: 9, submittedAt: new Date().toISOString(), files: [fileOf('2')] })
    t.notMatch(await pageOf('k1'), 'was not accepted')
  },
)

t.test('files that have not come yet are told of on the page of the learner, and given up in the end', async (t) => {
  const learner = { id: 'k2' }
  await taken({ learner })
  await api.request({ method: 'PATCH', url: '/v1/connections/moodle', payload: { allowedHosts: ['127.0.0.1:1'] } })
  const { event } = (
    await lms.handIn({ learner, attempt: 2, files: [{ name: 'a.js', url: 'http://127.0.0.1:1/a.js' }] })
  ).json<{ event: string }>()
  await waitUntil(
    async () => /has not arrived yet[\s\S]*ECONNREFUSED/.test(await pageOf('k2')),
    10_000,
    'the message on the page',
  )
  const skipping = setInterval(
    () =>
      void api.platform.context.db
        .execute(
          "update inbound_events set due_at = now(), tries = greatest(tries, 16) where state = 'waiting' and tries > 0",
        )
        .catch(() => {}),
    50,
  )
  t.teardown(() => clearInterval(skipping))
  t.equal((await lms.ended(event)).state, 'failed')
  clearInterval(skipping)
  t.match(await rejectionOf(event), { state: 'failed', attempt: 2 })
})

t.test(
  'a name or an address that is no such thing costs nothing, and is noted in the answer and the event',
  async (t) => {
    const learner = { id: 'k3', name: `${'N'.repeat(201)}`, email: '' }
    const answer = (await lms.handIn({ learner })).json<{ event: string; notes: string[] }>()
    const notes = [
      'The name of the learner was cut to 200 characters.',
      'The email address of the learner is empty and was ignored.',
    ]
    t.same(answer.notes, notes)
    t.match(await lms.ended(answer.event), { state: 'done', notes })
    for (const name of ['', '   ', '\u202eadA'])
      t.equal(
        (await taken({ learner: { id: `k-${name.length}`, name }, files: [fileOf('1', 'src\\server.js')] })).state,
        'done',
      )
  },
)

t.test('several learners in one event are refused in words, to the LMS and to each of them', async (t) => {
  for (const id of ['g1', 'g2']) await taken({ learner: { id } })
  const body = bodyOf({ attempt: 2 })
  const answer = (
    await lms.send({ ...body, data: { ...body.data, learner: [{ id: 'g1' }, { id: 'g2' }, { id: 'g3' }] } })
  ).json<{ event: string; detail: string }>()
  t.match(answer, {
    state: 'refused',
    detail: /several learners\. Teams are not supported yet: send a separate event, with its own id, for each learner/,
  })
  t.match(await rejectionOf(answer.event), {
    learner: null,
    learners: ['g1', 'g2', 'g3'],
    reason: /Teams are not supported yet/,
  })
  for (const learner of ['g1', 'g2']) t.match(await pageOf(learner), /Teams are not supported yet/)
})

t.test('a rejection stands in the log, and is sent again when somebody asks', async (t) => {
  const { event } = (await lms.handIn({ learner: { id: 'k1' }, attempt: 20, files: [] })).json<{ event: string }>()
  await rejectionOf(event)
  const logged = async () =>
    (await api.request({ url: '/v1/connections/moodle/grades?limit=100' }))
      .json<{ grades: { id: string; event: string | null; state: string; type: string; grade: number | null }[] }>()
      .grades.find((message) => message.event === event)
  await waitUntil(async () => (await logged())?.state === 'delivered', 10_000, 'the delivery to be noted')
  const message = await logged()
  t.match(message, { type: 'submission.rejected', submission: null, grade: null, learner: 'k1' })
  t.equal(
    (await api.request({ method: 'POST', url: `/v1/grade-messages/${message?.id}/replay` }, lms.instructor)).statusCode,
    202,
  )
  await waitUntil(() => receiver.taken.filter(({ id }) => id === message?.id).length === 2, 10_000, 'the replay')
  const page = await api.request({ url: '/connections/moodle' }, undefined)
  t.match(page.body, 'not accepted: The submission has no files.')
})

t.test('the rejection that is shown in docs/lms.md has the members of one that is sent', async (t) => {
  const shown = JSON.parse(blockAfter(readPage('docs/lms.md'), '### Rejected submissions')) as RejectionPayload
  const sent = receiver.taken
    .map(({ payload }) => payload as unknown as RejectionPayload)
    .find(({ type }) => type === 'submission.rejected')
  t.same(Object.keys(shown).sort(), Object.keys(sent ?? {}).sort())
  t.same(Object.keys(shown.data).sort(), Object.keys(sent?.data ?? {}).sort())
})
