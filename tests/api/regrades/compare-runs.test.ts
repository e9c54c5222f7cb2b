import t from 'tap'
import { defaultLateRule } from '../../../contracts/assignment.js'
import { comparePair, type RunPair } from '../../../api/regrades/compare-runs.js'

const due = new Date('2026-03-01T12:00:00Z')
const assignment = { dueAt: due, lateRule: { ...defaultLateRule, percentPerDay: 10 } }
const pair: RunPair = {
  runId: 'r',
  isDone: true,
  verdict: 'assessed',
  score: 80,
  beforeVerdict: 'assessed',
  beforeScore: 50,
  submittedAt: due,
  overriddenGrade: null,
}

const cases: [title: string, change: Partial<RunPair>, expected: object][] = [
  ['a greater score is a rise', {}, { change: 'rise', before: 50, after: 80, difference: 30 }],
  ['a smaller one is a fall', { score: 49.9 }, { change: 'fall', after: 49.9, difference: -0.1 }],
  ['the same is none', { score: 50 }, { change: 'none', difference: 0 }],
  [
    'being late is taken off both',
    { submittedAt: new Date('2026-03-02T00:00:00Z') },
    { before: 45, after: 72, difference: 27 },
  ],
  [
    'an override stays, whatever the score',
    { overriddenGrade: 61 },
    { change: 'none', before: 61, after: 61, difference: 0 },
  ],
  [
    'a first score is no rise',
    { beforeScore: null, beforeVerdict: null },
    { change: 'first', before: null, after: 80, difference: null },
  ],
  ['a first score of 0 is one', { beforeScore: null, score: 0 }, { change: 'first', after: 0 }],
  [
    'a fault of ours keeps the grade',
    { verdict: 'not-assessed', score: null },
    { change: 'not-assessed', before: 50, after: 50, difference: null },
  ],
  [
    'a fault of ours gives no grade either',
    { verdict: 'not-assessed', score: null, beforeScore: null },
    { change: 'not-assessed', before: null, after: null },
  ],
  [
    'a run that is not done says nothing',
    { isDone: false, verdict: null, score: null },
    { change: 'waiting', before: 50, after: null, difference: null },
  ],
]

for (const [title, change, expected] of cases) {
  t.test(title, async (t) => t.match(comparePair({ ...pair, ...change }, assignment), expected))
}
