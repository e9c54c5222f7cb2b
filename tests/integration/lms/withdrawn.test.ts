import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { messagesOf, receiptsOf } from './graded.js'
import { bodyOf, fileOf, startLms, type HandIn } from './start-lms.js'

const lms = await startLms(t)
const { api, receiver } = lms
const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00Z') + seconds * 1000).toISOString()

const handIn = async (handIn: HandIn) => lms.ended((await lms.handIn(handIn)).json<{ event: string }>().event)

/** Says of the first attempt of a learner what became of it in the LMS. */
async function tell(type: 'withdrawn' | 'removed' | 'reopened', learner: string, timestamp: string) {
  const { data } = bodyOf({ learner: { id: learner } })
  const answer = (await lms.send({ type: `assignment.${type}`, timestamp, data })).json<{
    event: string
    detail: string
  }>()
  return { answer, ended: await lms.ended(answer.event) }
}

async function resultOf(learner: string) {
  const { results } = (
    await api.request({ url: `/v1/assignments/${lms.assignment}/results?limit=100` }, lms.instructor)
  ).json<{ results: { learner: { lmsKey: string }; attempts: number; grade: number | null }[] }>()
  return results.find((row) => row.learner.lmsKey === learner)
}

t.test('work that was withdrawn counts no more, and nothing is sent of it', async (t) => {
  for (const type of ['withdrawn', 'removed'] as const) {
    const done = await handIn({ learner: { id: type }, submittedAt: at(0) })
    const { answer, ended } = await tell(type, type, at(10))
    t.match(answer, { state: 'waiting', detail: 'Kept; what was submitted so far for attempt 1 will no longer count.' })
    t.match(ended, {
      state: 'done',
      submission: done.submission,
      reason: /Attempt 1 was withdrawn at 2026-03-01T10:00:10/,
    })
    await finishRun(api, done.submission ?? '', { score: 80 })
    t.match(await resultOf(type), { attempts: 0, grade: null })
    t.same(receiptsOf(receiver.received, done.submission ?? ''), [])
    t.match(
      (await api.request({ url: `/submissions/${done.submission}` }, lms.instructor)).body,
      'This was withdrawn in the LMS.',
    )
    t.match((await api.request({ url: `/v1/submissions/${done.submission}` })).json(), { setAside: 'withdrawn' })
  }
})

t.test('work that is handed in after it was withdrawn counts again, with the same files, too', async (t) => {
  const learner = { id: 'back' }
  const first = await handIn({ learner, submittedAt: at(0) })
  await finishRun(api, first.submission ?? '', { score: 80 })
  await messagesOf(lms, first.submission ?? '', 'delivered')
  await tell('withdrawn', 'back', at(10))
  const second = await handIn({ learner, submittedAt: at(20) })
  t.equal(second.state, 'done')
  await finishRun(api, second.submission ?? '', { score: 90 })
  const [message] = await messagesOf(lms, second.submission ?? '', 'delivered')
  t.match(message, { version: 2, grade: 90 })
  t.match(await resultOf('back'), { attempts: 1, grade: 90 })
})

t.test(
  'a withdrawal that arrives before the work it is of holds, and one of the past takes nothing newer away',
  async (t) => {
    t.match((await tell('withdrawn', 'early', at(10))).ended, {
      state: 'done',
      submission: null,
      reason: /There is no submission for attempt 1/,
    })
    t.match(await handIn({ learner: { id: 'early' }, submittedAt: at(0) }), {
      state: 'outdated',
      submission: null,
      reason: /withdrawn at 2026-03-01T10:00:10/,
    })
    const newer = await handIn({ learner: { id: 'early' }, submittedAt: at(20) })
    t.equal(newer.state, 'done')
    await tell('withdrawn', 'early', at(15))
    t.match((await api.request({ url: `/v1/submissions/${newer.submission}` })).json(), { setAside: null })
  },
)

t.test('an attempt that was reopened counts as it is until something newer is handed in', async (t) => {
  const learner = { id: 'reopened' }
  const first = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] })
  await finishRun(api, first.submission ?? '', { score: 70 })
  t.match((await tell('reopened', 'reopened', at(10))).ended, {
    state: 'ignored',
    reason: 'Attempt 1 may be submitted again; until then, its current submission counts.',
  })
  t.match(await resultOf('reopened'), { grade: 70 })
  t.match(await handIn({ learner, submittedAt: at(20), files: [fileOf('B')] }), {
    state: 'done',
    replaced: first.submission,
  })
})
