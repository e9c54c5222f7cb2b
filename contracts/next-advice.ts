import type { Report, SpeedResult } from './report.js'
import type { ScenarioResult } from './speed-report.js'
import { shareOf } from './speed-words.js'

/** Less than this of a score is shown as nothing. */
const leastLoss = 0.05

/** The scenario that takes most off the score of the check: where to begin. `null` where nothing is lost. */
export function findCostliest({ scenarios = [] }: Pick<SpeedResult, 'scenarios'>): ScenarioResult | null {
  const lossOf = (scenario: ScenarioResult) => (shareOf(scenario, scenarios) * (100 - (scenario.score?.value ?? 0))) / 100
  const costliest = scenarios.toSorted((a, b) => lossOf(b) - lossOf(a))[0]
  return costliest && lossOf(costliest) >= leastLoss ? costliest : null
}

/** The scenario to begin with, where speed is what is left to better; `null` where tests come first, or nothing is lost. */
export function findNextScenario({ verdict, checks: { correctness, speed } }: Pick<Report, 'verdict' | 'checks'>): ScenarioResult | null {
  // Not by the tests: a learner's report lists not all of them.
  return verdict === 'assessed' && correctness.earned >= correctness.points ? findCostliest(speed) : null
}
