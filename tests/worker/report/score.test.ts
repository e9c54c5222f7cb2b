import t from 'tap'
import type { TestResult } from '../../../contracts/report/report.js'
import { scoreChecks, shareWeights } from '../../../worker/report/score.js'

const weights = { correctness: 60, speed: 20, quality: 20 }
const skipped = { state: 'skipped', reason: 'not yet' } as const
const result = (points: number, earned: number): TestResult => ({
  id: 'a',
  title: 'a',
  group: 'g',
  points,
  earned,
  hint: null,
  show: 'full',
  outcome: 'passed',
  message: null,
  ms: 1,
  transcript: [],
  log: [],
})

t.test('weights stay as they are when every check is scored', async (t) => {
  t.same(shareWeights(weights, { correctness: true, speed: true, quality: true }), weights)
})

t.test('the weight of a check that is not scored goes to the others in proportion', async (t) => {
  t.same(shareWeights(weights, { correctness: true, speed: false, quality: true }), {
    correctness: 75,
    speed: 0,
    quality: 25,
  })
})

t.test('a sole check without a weight of its own decides alone', async (t) => {
  t.same(
    shareWeights({ correctness: 0, speed: 50, quality: 50 }, { correctness: true, speed: false, quality: false }),
    { correctness: 100, speed: 0, quality: 0 },
  )
})

t.test('the total is the weighted mean of what was scored', async (t) => {
  const { score, checks } = scoreChecks(
    [result(4, 3)],
    { speed: { state: 'scored', score: 50 }, quality: skipped },
    weights,
  )
  t.equal(score, 68.8) // 75 % of 75 and 25 % of 50
  t.match(checks.correctness, { score: 75, points: 4, earned: 3, weight: 60, effectiveWeight: 75 })
  t.match(checks.quality, { state: 'skipped', score: null, weight: 20, effectiveWeight: 0, reason: 'not yet' })
})

t.test('a run without tests scores nothing', async (t) => {
  t.equal(scoreChecks([], { speed: skipped, quality: skipped }, weights).score, 0)
})

t.test('scenarios of speed stand in the report, scored or not', async (t) => {
  const scenario = {
    id: 'pages',
    title: 'Pages',
    hint: null,
    weight: 1,
    unit: 'one page',
    state: 'failed' as const,
    score: { value: 0, low: 0, high: 0 },
    pairs: 0,
    rows: null,
    measures: [],
    growth: null,
    latencies: null,
    explanation: 'Nothing was answered.',
  }
  const speedOf = (speed: Parameters<typeof scoreChecks>[1]['speed']) =>
    scoreChecks([result(1, 1)], { speed, quality: skipped }, weights).checks.speed
  t.same(speedOf({ state: 'scored', score: 0, scenarios: [scenario] }).scenarios, [scenario])
  t.same(speedOf({ state: 'inconclusive', reason: 'too busy', scenarios: [scenario] }).scenarios, [scenario])
  t.notOk('scenarios' in speedOf(skipped))
})

t.test(
  'a score known without trying keeps its reason, and a note of the machine stands beside the scenarios',
  async (t) => {
    const outcome = { state: 'scored', score: 0, reason: 'Not timed.', note: 'Two cores.' } as const
    const { checks, score } = scoreChecks([result(1, 1)], { speed: outcome, quality: skipped }, weights)
    t.match(checks.speed, { state: 'scored', score: 0, reason: 'Not timed.', note: 'Two cores.' })
    t.equal(score, 75)
  },
)
