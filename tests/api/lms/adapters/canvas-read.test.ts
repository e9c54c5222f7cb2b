import t from 'tap'
import { canvasLiveEvents } from '../../../../api/lms/canvas.js'
import { liveEvent } from '../fixtures/canvas-signer.js'
import { refusalOf } from '../fixtures/refusal.js'

type Change = Record<string, unknown>
const read = (change: { metadata?: Change; body?: Change } = {}) =>
  canvasLiveEvents.read(Buffer.from(JSON.stringify(liveEvent(change))), 'event-1')

t.test('a hand-in of files is read, its global ids as text', async (t) => {
  t.same(read(), {
    kind: 'submitted',
    event: {
      eventId: 'event-1',
      assignmentKey: '21070000000000371',
      courseKey: '21070000000000565',
      learner: { key: '21070000000098765', name: null, email: null },
      attempt: 2,
      happenedAt: new Date('2026-03-01T11:59:57Z'),
      notes: [],
      language: null,
      files: [],
    },
  })
})

t.test('work that waits for review is a hand-in too', async (t) => {
  t.match(read({ body: { workflow_state: 'pending_review' } }), { kind: 'submitted' })
})

t.test('the hand-in of a group is refused in words', async (t) => {
  t.match(read({ body: { group_id: '21070000000000044' } }), {
    kind: 'refused',
    event: { learner: { key: '21070000000098765' } },
    reason: /group submission\. Teams are not supported yet/,
  })
  t.match(read({ body: { group_id: null } }), { kind: 'submitted' })
})

t.test('the course is left open where the event is not of a course', async (t) => {
  for (const metadata of [
    { context_type: undefined, context_id: undefined },
    { context_type: 'Account' },
    { context_id: null },
  ]) {
    t.match(read({ metadata }), { kind: 'submitted', event: { courseKey: null } })
  }
})

const ignored: [what: string, change: { metadata?: Change; body?: Change }, reason: RegExp][] = [
  [
    'the echo of our own grade',
    { metadata: { event_name: 'submission_updated' } },
    /report grades, including those from Assay/,
  ],
  [
    'another event, whatever its body',
    { metadata: { event_name: 'quiz_submitted' }, body: { assignment_id: null } },
    /"quiz_submitted" are ignored/,
  ],
  ['a row made before anything is handed in', { body: { submitted_at: null } }, /Nothing has been submitted/],
  ['a submission without an attempt', { body: { attempt: null } }, /Nothing has been submitted/],
  ['a submission that is graded already', { body: { workflow_state: 'graded' } }, /state "graded"/],
  ['a submission without a state', { body: { workflow_state: undefined } }, /state "none"/],
  [
    'a text entry',
    { body: { submission_type: 'online_text_entry', body: '<p>hi</p>' } },
    /"online_text_entry" have no files/,
  ],
  [
    'an address',
    { body: { submission_type: 'online_url', url: 'https://evil.example/' } },
    /"online_url" have no files/,
  ],
]

for (const [what, change, reason] of ignored) {
  t.test(`${what} is ignored, and why`, async (t) => {
    const message = read(change)
    t.match(message, { kind: 'ignored', eventId: 'event-1', reason })
  })
}

t.test('a reason never repeats control characters of the sender', async (t) => {
  const message = read({ body: { workflow_state: 'a\u001b[31m\u202e' } })
  t.match(message, { kind: 'ignored', reason: /^[\x20-\x7e]+$/ })
})

t.test('ids as numbers and other broken events are refused', async (t) => {
  const refused = (body: Change) => refusalOf('webhook-malformed', () => read({ body }))
  t.match(await refused({ user_id: 98765 }), /\/body\/user_id must be a string/)
  t.match(await refused({ assignment_id: '' }), /\/body\/assignment_id must have 1 to 255/)
  t.match(await refused({ attempt: 0 }), /\/body\/attempt/)
  t.match(await refused({ submitted_at: 'now' }), /\/body\/submitted_at must be a time/)
})
