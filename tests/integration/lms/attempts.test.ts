import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { messagesOf, receiptsOf } from './graded.js'
import { fileOf, startLms, type HandIn, type ShownEvent } from './start-lms.js'

const lms = await startLms(t)
const { api, receiver } = lms
const { db } = api.platform.context
const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00Z') + seconds * 1000).toISOString()

interface Answer {
  event: string
  state: string
  isDuplicate: boolean
  submission: string | null
  replaced: string | null
  detail: string
}

/** Hands in and waits for the end; the answer of the API comes with it. */
async function handIn(handIn: HandIn, id?: string): Promise<{ answer: Answer; ended: ShownEvent }> {
  const answer = (await lms.handIn(handIn, id === undefined ? {} : { id })).json<Answer>()
  return { answer, ended: await lms.ended(answer.event) }
}

const ownerOf = async (learner: string) =>
  (await db.execute<{ person_id: string }>(`select person_id from lms_identities where key = '${learner}'`)).rows[0]
    ?.person_id ?? ''

async function submissionsOf(learner: string) {
  const owner = await ownerOf(learner)
  return (await api.request({ url: `/v1/submissions?limit=100&owner=${owner}` })).json<{
    submissions: { id: string; attempt: number; replacedBy: string | null; setAside: string | null }[]
  }>().submissions
}

/** The row of a learner in the results of an assignment. */
async function resultOf(learner: string, assignment = lms.assignment) {
  const owner = await ownerOf(learner)
  const { results } = (
    await api.request({ url: `/v1/assignments/${assignment}/results?limit=100` }, lms.instructor)
  ).json<{
    results: {
      learner: { id: string }
      attempt: number | null
      attempts: number
      grade: number | null
      submission: string | null
    }[]
  }>()
  return results.find((row) => row.learner.id === owner)
}

const gradeOf = async (submission: string | null, score: number) => finishRun(api, submission ?? '', { score })

t.test(
  'files that are changed within an attempt take the place of those before, in answer, event, grade and results',
  async (t) => {
    const learner = { id: 'edits', name: 'Edith' }
    const a = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] })
    await gradeOf(a.ended.submission, 80)
    await messagesOf(lms, a.ended.submission ?? '', 'delivered')
    const b = await handIn({ learner, submittedAt: at(2), files: [fileOf('B')] })
    t.match(b.answer, {
      isDuplicate: false,
      detail: `Kept; unless its files are the same, it replaces submission ${a.ended.submission}, the current content of attempt 1.`,
    })
    t.match(b.ended, {
      state: 'done',
      replaced: a.ended.submission,
      reason: `Replaced submission ${a.ended.submission}, the earlier content of attempt 1.`,
    })
    t.match(await resultOf('edits'), { grade: 80, attempts: 1 }, 'until the newer content is graded')
    await gradeOf(b.ended.submission, 60)
    await messagesOf(lms, b.ended.submission ?? '', 'delivered')
    const [first, second] = [a, b].map(({ ended }) =>
      receiptsOf(receiver.taken, ended.submission ?? '').map(({ payload: { data } }) => [
        data.attempt,
        data.grade,
        data.version,
      ]),
    )
    t.same([first, second], [[[1, 80, 1]], [[1, 60, 2]]], 'the greatest version of an attempt is its grade')
    t.match(await resultOf('edits'), { attempt: 1, attempts: 1, grade: 60, submission: b.ended.submission })
    t.match(await submissionsOf('edits'), [
      { id: b.ended.submission, attempt: 1, replacedBy: null },
      { id: a.ended.submission, attempt: 1, replacedBy: b.ended.submission },
    ])
  },
)

t.test('the grade of content that was replaced is told to nobody any more', async (t) => {
  const learner = { id: 'slow-first' }
  const a = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] })
  const b = await handIn({ learner, submittedAt: at(1), files: [fileOf('B')] })
  await gradeOf(b.ended.submission, 70)
  await messagesOf(lms, b.ended.submission ?? '', 'delivered')
  await gradeOf(a.ended.submission, 10)
  t.same(receiptsOf(receiver.received, a.ended.submission ?? ''), [])
  t.equal((await resultOf('slow-first'))?.grade, 70)
})

t.test('the same bytes under two ids are one submission', async (t) => {
  const learner = { id: 'twice' }
  const first = await handIn({ learner, submittedAt: at(0) })
  const second = await handIn({ learner, submittedAt: at(2) })
  t.match(second.ended, {
    state: 'duplicate',
    submission: first.ended.submission,
    replaced: null,
    reason: 'Attempt 1 already has these files.',
  })
  t.equal((await submissionsOf('twice')).length, 1)
})

t.test('an event that is sent again is answered with what became of it', async (t) => {
  const learner = { id: 'again' }
  const first = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] }, 'msg_again')
  const again = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] }, 'msg_again')
  t.match(again.answer, {
    event: first.answer.event,
    state: 'done',
    isDuplicate: true,
    submission: first.ended.submission,
    detail: 'This event was already received; it is done.',
  })
})

t.test('older content that arrives late is not graded, and both answer and event say so', async (t) => {
  const learner = { id: 'late-post' }
  const newer = await handIn({ learner, submittedAt: at(10), files: [fileOf('B')] })
  const older = await handIn({ learner, submittedAt: at(0), files: [fileOf('A')] })
  t.match(
    older.answer.detail,
    `Kept, but not graded: attempt 1 has newer content, submission ${newer.ended.submission}.`,
  )
  t.match(older.ended, {
    state: 'outdated',
    submission: newer.ended.submission,
    reason: /newer content, submitted at 2026-03-01T10:00:10/,
  })
  t.equal((await submissionsOf('late-post')).length, 1)
})

t.test('content goes back and forth: the last in the LMS counts, in whatever order it arrives', async (t) => {
  const learner = { id: 'forth' }
  for (const [seconds, text] of [
    [0, 'A'],
    [20, 'A'],
    [10, 'B'],
    [30, 'C'],
  ] as const)
    await handIn({ learner, submittedAt: at(seconds), files: [fileOf(text)] })
  const rows = await submissionsOf('forth')
  t.same(rows.filter(({ replacedBy }) => replacedBy === null).length, 1)
  const many = { id: 'at-once' }
  await Promise.all(
    [3, 1, 4, 2, 0].map((seconds) =>
      handIn({ learner: many, submittedAt: at(seconds), files: [fileOf(`${seconds}`)] }),
    ),
  )
  const [current] = (await submissionsOf('at-once')).filter(({ replacedBy }) => replacedBy === null)
  t.match((await api.request({ url: `/v1/submissions/${current?.id}` })).json(), { submittedAt: at(4), attempt: 1 })
})

t.test('attempts are numbered by the LMS, and the last of them counts, whichever came first', async (t) => {
  const { id: assignment } = (
    await api.request({
      method: 'POST',
      url: '/v1/courses/web/assignments',
      payload: { exercise: 'tiny', lmsKey: 'last', counts: 'last' },
    })
  ).json<{ id: string }>()
  const learner = { id: 'order', name: 'Olga' }
  const second = await handIn({ assignment: 'last', learner, attempt: 2, submittedAt: at(60), files: [fileOf('good')] })
  t.match(await submissionsOf('order'), [{ attempt: 2 }], 'also while it is the only one')
  const first = await handIn({ assignment: 'last', learner, attempt: 1, submittedAt: at(0), files: [fileOf('bad')] })
  await gradeOf(second.ended.submission, 90)
  await gradeOf(first.ended.submission, 10)
  t.match(await resultOf('order', assignment), {
    attempt: 2,
    attempts: 2,
    grade: 90,
    submission: second.ended.submission,
  })
  const csv = (
    await api.request(
      { url: `/v1/assignments/${assignment}/results?format=own`, headers: { accept: 'text/csv' } },
      lms.instructor,
    )
  ).body
  t.match(
    csv.split('\r\n').find((line) => line.includes('Olga')),
    /,order,2,2,2026-03-01T10:01:00/,
  )
  const page = (await api.request({ url: `/submissions/${first.ended.submission}` }, lms.instructor)).body
  t.match(page, /Attempt 1[\s\S]*Attempt 2/)
  const owner = await ownerOf('order')
  const token = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner, scope: 'read' } })).json<{
    token: string
  }>().token
  t.match((await api.request({ url: '/courses/web' }, token)).body, '90 of 100')
  const own = (await api.request({ url: `/assignments/${assignment}` }, token)).body
  t.ok(own.indexOf('Attempt 2') < own.indexOf('Attempt 1'), 'the last attempt first')
})

t.test('work that is replaced, and the page of the work that replaces it, say so', async (t) => {
  const [newest, replaced] = await submissionsOf('edits')
  const owner = await ownerOf('edits')
  const token = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner, scope: 'read' } })).json<{
    token: string
  }>().token
  const page = (await api.request({ url: `/submissions/${replaced?.id}` }, token)).body
  t.match(page, `href="/submissions/${newest?.id}">The newest</a> counts instead of this one`)
  const list = (await api.request({ url: `/assignments/${lms.assignment}` }, token)).body
  t.match(list, /Attempt 1<\/a>, replaced/)
  t.match(list, /1 used, unlimited/)
})
