import type { ScenarioResult } from '../../../contracts/speed-report.js'

/** What of a scenario counts. One that failed has a score of 0. */
export type WeighedScenario = Pick<ScenarioResult, 'weight' | 'state' | 'score'>

/**
 * The score of the whole check, or why there is none: the mean of what counts, when that is at least half of the
 * weight.
 */
export function combineScenarios(
  scenarios: readonly WeighedScenario[],
): { state: 'scored'; score: number } | { state: 'inconclusive'; reason: string } {
  const weightOf = (some: readonly WeighedScenario[]) => some.reduce((sum, { weight }) => sum + weight, 0)
  const counting = scenarios.filter(({ state }) => state !== 'inconclusive')
  const weight = weightOf(counting)
  if (weight === 0 || weight < weightOf(scenarios) / 2)
    return { state: 'inconclusive', reason: unsteady(scenarios.length - counting.length, scenarios.length) }
  return {
    state: 'scored',
    score: counting.reduce((sum, scenario) => sum + scenario.weight * (scenario.score?.value ?? 0), 0) / weight,
  }
}

const unsteady = (left: number, all: number) =>
  `The figures of ${left} of ${all} scenarios varied too much to score: the machine was too busy. This does not count against the submission.`
