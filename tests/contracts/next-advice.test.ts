import t from 'tap'
import { findCostliest, findNextFinding, findNextScenario } from '../../contracts/report/next-advice.js'
import { makeChecks, makeReport, makeTest } from '../cli/fixtures/reports.js'
import { makeFinding, makeQuality, qualityEndings } from '../cli/fixtures/quality-findings.js'
import { makeScenario, makeSpeed, scenarioCases } from '../cli/fixtures/scenarios.js'

const speed = makeSpeed()
const { checks } = makeReport()

t.test('what costs most is what weighs and lost most, and of scenarios that are left out none', async (t) => {
  t.equal(findCostliest(speed), scenarioCases.onePlusN)
  t.equal(findCostliest({ scenarios: [scenarioCases.inconclusive, makeScenario()] }), null)
  t.equal(findCostliest({}), null)
  const light = makeScenario({ id: 'light', weight: 1, score: { value: 0, low: 0, high: 0 } })
  const heavy = makeScenario({ id: 'heavy', weight: 3, score: { value: 50, low: 50, high: 50 } })
  t.equal(findCostliest({ scenarios: [light, heavy] }), heavy)
})

t.test(
  'speed comes first only where every test earned its points, those that a learner is not told of, too',
  async (t) => {
    t.equal(findNextScenario(makeReport({ checks: { ...checks, speed } })), scenarioCases.onePlusN)
    const failed = makeChecks([makeTest({ outcome: 'failed', earned: 0 })])
    t.equal(findNextScenario(makeReport({ checks: { ...failed, speed } })), null)
    t.equal(
      findNextScenario(makeReport({ checks: { ...failed, correctness: { ...failed.correctness, tests: [] }, speed } })),
      null,
    )
    t.equal(findNextScenario(makeReport({ verdict: 'crashed', checks: { ...checks, speed } })), null)
  },
)

t.test('a finding comes first only where neither tests nor speed cost points, and quality does', async (t) => {
  const quality = qualityEndings.found
  t.same(findNextFinding(makeReport({ checks: { ...checks, quality } })), makeFinding())
  t.same(
    findNextFinding(
      makeReport({ checks: { ...checks, speed: makeSpeed({ score: 100, scenarios: [makeScenario()] }), quality } }),
    ),
    makeFinding(),
  )
  t.equal(findNextFinding(makeReport({ checks: { ...checks, speed, quality } })), null)
  t.equal(
    findNextFinding(makeReport({ checks: { ...makeChecks([makeTest({ outcome: 'failed', earned: 0 })]), quality } })),
    null,
  )
  t.equal(findNextFinding(makeReport({ checks: { ...checks, quality: makeQuality({ score: 100 }) } })), null)
  t.equal(findNextFinding(makeReport({ checks: { ...checks, quality: qualityEndings.skipped } })), null)
})
