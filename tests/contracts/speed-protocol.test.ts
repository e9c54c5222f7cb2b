import t from 'tap'
import { Value } from 'typebox/value'
import { latencyShares, speedLimits } from '../../contracts/protocol/bounds.js'
import { ScenarioSchema, SpeedLineSchema, TrialResultSchema } from '../../contracts/protocol/speed.js'
import { ScenarioResultSchema } from '../../contracts/report/speed-report.js'

const latencies = latencyShares.map(() => 1)

const scenario = {
  id: 'pages',
  title: 'Pages',
  hint: null,
  weight: 1,
  unit: 'one page',
  rows: 250,
  perSecond: 50,
  requestsPerTurn: 100,
  thresholds: { cpu: { full: 2, none: 8 }, memory: null },
  hasAudit: false,
  file: 'hidden/speed/pages.speed.mjs',
}

const trial = {
  scenario: 'pages',
  pair: 3,
  sent: 100,
  right: 99,
  failures: [{ message: 'wrong', count: 1 }],
  violation: null,
  latencies,
  lateMs: 0.2,
  database: { statements: 200, rows: 2000, scans: null },
  unproven: null,
}

const result = {
  id: 'pages',
  title: 'Pages',
  hint: null,
  weight: 1,
  unit: 'one page',
  state: 'scored',
  score: { value: 80, low: 78, high: 82 },
  pairs: 9,
  rows: 4000,
  measures: [
    { name: 'cpu', unit: 'ms', submission: 4, reference: 2, ratio: { value: 2, low: 1.9, high: 2.1 }, score: 80 },
  ],
  growth: {
    submission: { value: 1, low: 0.9, high: 1.1 },
    reference: { value: 0, low: -0.1, high: 0.1 },
    words: 'as fast as the data',
  },
  latencies: { submission: latencies, reference: latencies },
  explanation: 'Well.',
}

t.test('lines of a known shape are taken', async (t) => {
  t.ok(Value.Check(ScenarioSchema, scenario))
  t.ok(Value.Check(SpeedLineSchema, { nonce: 'n', type: 'trial-ended', id: 1, trial }))
  t.ok(Value.Check(SpeedLineSchema, { nonce: 'n', type: 'seeded', id: 1, scenario: 'pages', rows: 250, problem: null }))
  t.ok(Value.Check(ScenarioResultSchema, result))
})

t.test('whatever else a line holds is refused', async (t) => {
  t.notOk(Value.Check(SpeedLineSchema, { nonce: 'n', type: 'trial-ended', id: 1, trial: { ...trial, score: 100 } }))
  t.notOk(Value.Check(SpeedLineSchema, { nonce: 'n', type: 'score', id: 1, score: 100 }))
  t.notOk(Value.Check(SpeedLineSchema, { type: 'done', id: 1 }))
})

t.test('no trial is larger than its bounds', async (t) => {
  const wrong = [
    { latencies: latencies.slice(1) },
    { latencies: [...latencies, 1] },
    { latencies: latencies.map(() => -1) },
    { failures: Array.from({ length: speedLimits.failureKinds + 1 }, () => ({ message: 'm', count: 1 })) },
    { failures: [{ message: 'x'.repeat(601), count: 1 }] },
    { violation: 'x'.repeat(601) },
    { sent: speedLimits.requestsPerTurn + 1 },
    { right: -1 },
  ]
  for (const change of wrong)
    t.notOk(Value.Check(TrialResultSchema, { ...trial, ...change }), JSON.stringify(change).slice(0, 60))
})

t.test('thresholds name known measures only', async (t) => {
  t.notOk(Value.Check(ScenarioSchema, { ...scenario, thresholds: { speed: { full: 1, none: 2 } } }))
  t.notOk(Value.Check(ScenarioSchema, { ...scenario, thresholds: { cpu: { full: 0.5, none: 2 } } }))
})

t.test('the largest trial fits a line', async (t) => {
  const largest = {
    ...trial,
    scenario: 'x'.repeat(120),
    violation: 'x'.repeat(600),
    unproven: 'x'.repeat(600),
    failures: Array.from({ length: speedLimits.failureKinds }, () => ({
      message: '\u{1F642}'.repeat(300),
      count: 2000,
    })),
  }
  t.ok(Value.Check(TrialResultSchema, largest))
  t.ok(Buffer.byteLength(JSON.stringify(largest)) < 64 * 1024)
})
