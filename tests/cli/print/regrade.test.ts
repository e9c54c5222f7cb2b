import t from 'tap'
import { nextSteps, printReview, type RegradeReview, type ReviewEntry } from '../../../cli/commands/regrade.js'
import { makePage } from '../../../cli/print/page.js'

const page = makePage({ columns: 90, hasColour: false })
const noTests = { gained: 0, lost: 0, added: 0, removed: 0, reweighted: 0 }
const entry = (
  id: string,
  change: string,
  before: number | null,
  after: number | null,
  more: Partial<ReviewEntry> = {},
): ReviewEntry => ({
  learner: { id, name: `Name of ${id}` },
  attempt: 1,
  change,
  difference: before === null || after === null || change === 'not-assessed' ? null : after - before,
  isOverridden: false,
  hasNewVerdict: false,
  before: { verdict: 'assessed', score: before, grade: before },
  after: { verdict: 'assessed', score: after, grade: after },
  tests: [],
  ...more,
})
const review: RegradeReview = {
  id: 'r-1',
  assignment: 'a-1',
  exerciseDigest: 'abcdef0123456789',
  reason: 'the test "Echoes" was wrong',
  state: 'ready',
  done: 5,
  total: 5,
  summary: {
    rise: 1,
    fall: 1,
    none: 1,
    first: 1,
    'not-assessed': 1,
    waiting: 0,
    meanDifference: -1.5,
    tests: [{ id: 'x', title: 'Echoes \u202e', ...noTests, gained: 3, lost: 1 }],
  },
  entries: [
    entry('ada', 'rise', 25, 62.5, { tests: [{ id: 'x', title: 'Echoes', change: 'gained' }] }),
    entry('bob', 'fall', 50, 0, { hasNewVerdict: true, after: { verdict: 'crashed', score: 0, grade: 0 } }),
    entry('cem', 'first', null, 10),
    entry('dora', 'not-assessed', 75, 75),
    entry('eve', 'none', 5, 5),
  ],
}

t.test('a review says how many change, by which tests, and who', async (t) => {
  t.equal(
    printReview(review, page),
    `ready  regrade r-1
Reason      the test "Echoes" was wrong
Package     abcdef012345
Runs        5 of 5 done
Grades      1 rise, 1 fall, 1 stay, 1 get a first grade, 1 could not be assessed and keep
            their grade
Mean change −1.5

Tests that changed most
  Echoes \\u202e: gained 3, lost 1

Attempts that change
  Name of ada (ada), attempt 1    25 → 62.5  +37.5
      gained: Echoes
  Name of bob (bob), attempt 1    50 → 0  −50
      assessed → crashed
  Name of cem (cem), attempt 1    – → 10
  Name of dora (dora), attempt 1  75  not assessed`,
  )
})

t.test('a review of nothing is short', async (t) => {
  const summary = {
    ...review.summary,
    rise: 0,
    fall: 0,
    none: 0,
    first: 0,
    'not-assessed': 0,
    meanDifference: null,
    tests: [],
  }
  t.match(printReview({ ...review, total: 0, done: 0, entries: [], summary }, page), /Grades {6}none\nMean change –$/)
})

t.test('what to type next is said', async (t) => {
  t.match(
    nextSteps({ id: 'r-1', state: 'ready', total: 5 }),
    /Apply it to 5 attempts: npx assay regrade-all --apply r-1\n.*--discard r-1/,
  )
  t.match(nextSteps({ id: 'r-1', state: 'running', total: 5 }), /--show r-1/)
  t.equal(nextSteps({ id: 'r-1', state: 'applied', total: 5 }), 'It has been applied.')
})

t.test('a grade that changed with no test says what it may be', async (t) => {
  const moved = { ...review, entries: [entry('ada', 'fall', 90, 86)] }
  t.match(
    printReview(moved, page),
    /90 → 86 {2}−4\n {6}No test changed: speed was measured again, or the weights of the checks changed\.\n/,
  )
})
