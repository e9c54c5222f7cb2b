import t from 'tap'
import {
  countScenarios,
  describeAmount,
  describeBasis,
  describeLatencies,
  describeMs,
  describeRatio,
  describeScenarioScore,
  describeSpeedReceipt,
  explainGrowth,
  figure,
  measureTitles,
  shareOf,
} from '../../contracts/report/speed-words.js'
import { measureNames, measureUnits } from '../../contracts/protocol/speed-measures.js'
import { makeScenario, makeSpeed, scenarioCases, speedReceipt } from '../cli/fixtures/scenarios.js'

t.test('every measure has a title of its own', async (t) => {
  t.equal(new Set(measureNames.map((name) => measureTitles[name])).size, measureNames.length)
})

t.test('figures are as long as they mean something', async (t) => {
  t.same([0.0512, 0.412, 4.237, 31, 31.44, 4000.4, -0.024, 0].map(figure), [
    '0.051',
    '0.41',
    '4.24',
    '31',
    '31.4',
    '4000',
    '-0.024',
    '0',
  ])
})

t.test('amounts have the unit of their measure', async (t) => {
  const say = (name: keyof typeof measureUnits, value: number) =>
    describeAmount({ name, unit: measureUnits[name] }, value)
  t.same(
    [say('cpu', 0.35), say('statements', 31), say('memory', 84.2), say('growth', 1.021)],
    ['0.35 ms', '31', '84.2 MB', 'slope 1.02'],
  )
})

t.test('a ratio names its interval where it has one', async (t) => {
  t.equal(describeRatio({ value: 21, low: 21, high: 21 }), '21 times')
  t.equal(describeRatio({ value: 1.02, low: 0.98, high: 1.05 }), '1.02 times (0.98 to 1.05)')
})

t.test('the row about growth is explained, because its ratio is not that of its slopes', async (t) => {
  const growth = {
    name: 'growth' as const,
    unit: 'slope',
    submission: 0.42,
    reference: -0.1,
    ratio: { value: 4.26, low: 3.9, high: 4.6 },
    score: 39,
  }
  const slopes =
    'Growth: with a slope of 0, more data means no more work for a request; with 1, twice the data means twice the work.'
  const ratio =
    'From the least to the most data, the work of your service grew 4.26 times as much as that of the reference'
  t.equal(explainGrowth(makeScenario({ measures: [growth] })), `${slopes} ${ratio}, and this ratio is scored.`)
  t.equal(explainGrowth(makeScenario({ measures: [{ ...growth, score: null }] })), `${slopes} ${ratio}.`)
  t.equal(explainGrowth(makeScenario({ measures: [] })), null)
})

t.test('an inconclusive scenario has no score and no share', async (t) => {
  t.equal(describeScenarioScore(scenarioCases.inconclusive), 'no score')
  t.equal(describeScenarioScore(scenarioCases.failed), '0 of 100')
  const { scenarios = [] } = makeSpeed()
  t.same(
    scenarios.map((scenario) => shareOf(scenario, scenarios)),
    [50, 25, 0, 25],
  )
  t.equal(shareOf(scenarioCases.inconclusive, [scenarioCases.inconclusive]), 0)
})

t.test('scenarios are counted by how they ended', async (t) => {
  t.equal(countScenarios(makeSpeed()), '4 scenarios: 2 scored, 1 failed, 1 inconclusive')
  t.equal(countScenarios(makeSpeed({ scenarios: [makeScenario()] })), '1 scenario: 1 scored')
})

t.test('it is told on what the figures rest', async (t) => {
  const { scenarios = [] } = makeSpeed()
  const unsure = makeScenario({ rows: null, score: { value: 40, low: 38, high: 43 } })
  t.equal(
    describeBasis(scenarioCases.onePlusN, scenarios),
    '50 % of the check; measured in 11 pairs of trials, with 2080 rows.',
  )
  t.equal(
    describeBasis(unsure, [unsure]),
    '100 % of the check; measured in 7 pairs of trials; the score is between 38 and 43.',
  )
  t.equal(describeBasis(scenarioCases.failed, scenarios), '25 % of the check.')
  t.equal(
    describeBasis(scenarioCases.inconclusive, scenarios),
    'Excluded from the check; measured in 30 pairs of trials, with 960 rows.',
  )
})

t.test('latencies are told in a sentence', async (t) => {
  t.equal(
    describeLatencies(scenarioCases.onePlusN.latencies ?? { submission: [], reference: [] }),
    'Half of your responses took at most 18 ms, 95 of 100 at most 74 ms; for the reference, at most 3.1 ms and 9.2 ms.',
  )
  t.same([0.84, 9.96, 31.4, 1400].map(describeMs), ['0.84 ms', '9.96 ms', '31 ms', '1.4 s'])
})

t.test('it is told where speed was measured, and how quiet it was', async (t) => {
  t.equal(
    describeSpeedReceipt(speedReceipt),
    'on cores 5-6, the load from 7; host 31.4 % busy, 0.2 % stolen, load 0.42 per core, clock 2400 to 3100 MHz',
  )
  t.equal(
    describeSpeedReceipt({ cores: null, noise: null }),
    'on cores shared with other runs; how busy the host was is unknown',
  )
})
