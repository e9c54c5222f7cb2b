import t from 'tap'
import type { FetchJson, LmsEvent, LmsFile } from '../../../../api/lms/adapter.js'
import { canvasLiveEvents } from '../../../../api/lms/canvas.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'

const event: LmsEvent = {
  eventId: 'event-1',
  assignmentKey: '21070000000000371',
  courseKey: '21070000000000565',
  learner: { key: '21070000000098765', name: null, email: null },
  attempt: 2,
  happenedAt: new Date('2026-03-01T11:59:57Z'),
  notes: [],
  language: null,
  files: [],
}

const attachment = (name: string, change = {}) => ({
  id: '1',
  display_name: name,
  filename: 'x',
  url: `https://canvas.example/files/${name}`,
  size: 7,
  ...change,
})

async function list(
  answer: unknown,
  change: Partial<LmsEvent> = {},
  apiUrl: string | null = 'https://canvas.example/',
) {
  const asked: unknown[] = []
  const fetchJson: FetchJson = async (...request) => (asked.push(request), answer)
  const settings = { secrets: [], jwks: null, apiUrl }
  const files = (await canvasLiveEvents.listFiles?.({ ...event, ...change }, settings, fetchJson)) as readonly LmsFile[]
  return { files, asked }
}

t.test('Canvas is asked once, by the learner, for ids as text', async (t) => {
  const { asked } = await list({ attempt: 2, attachments: [attachment('a.js')] })
  const path = 'courses/21070000000000565/assignments/21070000000000371/submissions/21070000000098765'
  t.same(asked, [
    [
      `https://canvas.example/api/v1/${path}?include[]=submission_history`,
      { accept: 'application/json+canvas-string-ids' },
    ],
  ])
})

t.test('attachments become files to be fetched', async (t) => {
  const { files } = await list({ attempt: 2, attachments: [attachment('a.js'), attachment('b.zip', { size: null })] })
  t.same(files, [
    { name: 'a.js', url: 'https://canvas.example/files/a.js', sha256: null, bytes: 7 },
    { name: 'b.zip', url: 'https://canvas.example/files/b.zip', sha256: null, bytes: null },
  ])
})

t.test('the files are those of the attempt, also where there is a newer one', async (t) => {
  const history = [
    { attempt: 1, attachments: [attachment('one.js')] },
    { attempt: 2, attachments: [attachment('two.js')] },
    { attempt: null },
  ]
  const { files } = await list({ attempt: 3, attachments: [attachment('three.js')], submission_history: history })
  t.match(files, [{ name: 'two.js' }])
})

t.test('an attempt that Canvas does not show yet is asked for again', async (t) => {
  t.match(
    await faultOf(() => list({ attempt: 1, attachments: [attachment('a.js')], submission_history: [] })),
    /attempt 2/,
  )
  for (const answer of [null, [], 'x', { attachments: 7 }, { attempt: 2, attachments: [{ display_name: 5 }] }]) {
    t.match(await faultOf(() => list(answer)), /not a submission|attempt 2/)
  }
})

t.test('an attempt without files, or with names an archive could not have, is refused', async (t) => {
  const refused = (attachments: unknown) => refusalOf('file-refused', () => list({ attempt: 2, attachments }))
  t.match(await refused([]), /no files/)
  t.match(await refused(null), /no files/)
  t.match(await refused([attachment('../a.js')]), /contains "\.\."/)
  t.match(await refused([attachment('a.js'), attachment('a.js')]), /twice/)
})

t.test('without a course or an address nothing is asked', async (t) => {
  t.match(await refusalOf('file-refused', () => list({}, { courseKey: null })), /names the Canvas course/)
  t.match(await faultOf(() => list({}, {}, null)), /no API address/)
})

t.test('an id never changes the path', async (t) => {
  const { asked } = await list({ attempt: 2, attachments: [attachment('a.js')] }, { assignmentKey: '../../x?y#z' })
  t.match(JSON.stringify(asked), '/assignments/..%2F..%2Fx%3Fy%23z/submissions/')
})
