import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ReviewView, type ReviewViewProps } from '../../../api/regrades/review-view.js'
import type { ReviewEntry } from '../../../api/regrades/review-regrade.js'

const pair = {
  runId: 'r',
  isDone: true,
  verdict: 'assessed',
  score: 86,
  beforeVerdict: 'assessed',
  beforeScore: 90,
  overriddenGrade: null,
  submissionId: 's',
  owner: 'ada',
  name: 'Ada',
  attempt: 1,
}
const moved = { change: 'fall', before: 90, after: 86, difference: -4, tests: [], pair } as unknown as ReviewEntry
const props = {
  regrade: { id: 'g', reason: 'a test was wrong', createdAt: new Date(0), requestedBy: 'eve', state: 'ready' },
  assignment: { id: 'a', title: 'To-dos' },
  review: {
    summary: { done: 1, total: 1, changes: { fall: 1 }, meanDifference: -4, tests: [] },
    entries: [moved],
    next: null,
  },
  ...{ changed: '', isFirst: true, nextCursor: null },
} as unknown as ReviewViewProps
const render = (entry: ReviewEntry) =>
  renderToString(<ReviewView {...props} review={{ ...props.review, entries: [entry] }} />)

t.test('a grade that changed with no test has a reason all the same', async (t) => {
  t.match(render(moved), 'No test changed: speed was measured again, or the weights of the checks changed.')
  t.notMatch(render({ ...moved, change: 'none', after: 90, difference: 0 }), 'No test changed')
  t.notMatch(
    render({ ...moved, tests: [{ id: 'x', title: 'Echoes', change: 'lost', before: null, after: null }] }),
    'No test changed',
  )
  t.notMatch(render({ ...moved, pair: { ...moved.pair, verdict: 'crashed' } }), 'No test changed')
})
