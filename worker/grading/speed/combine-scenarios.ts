import type { Interval } from './bootstrap.js'
import { widestScored, widthOf } from './turn-plan.js'

/** A scenario and how it ended. `failed`: what was answered was wrong, or not at all; that earns nothing, for certain. */
export interface WeighedScenario {
  weight: number
  failed: boolean
  score: Interval | null
}

export type ScenarioState = 'scored' | 'inconclusive'

/** A scenario counts when its score is known closely enough. */
export function stateOf({ failed, score }: Pick<WeighedScenario, 'failed' | 'score'>): ScenarioState {
  if (failed) return 'scored'
  return score !== null && widthOf(score) <= widestScored ? 'scored' : 'inconclusive'
}

export const pointsOf = ({ failed, score }: Pick<WeighedScenario, 'failed' | 'score'>): number => (failed ? 0 : (score?.value ?? 0))

/** The score of the whole check, or why there is none: the mean of what counts, when that is at least half of the weight. */
export function combineScenarios(scenarios: readonly WeighedScenario[]): { state: 'scored'; score: number } | { state: 'inconclusive'; reason: string } {
  const weightOf = (some: readonly WeighedScenario[]) => some.reduce((sum, { weight }) => sum + weight, 0)
  const counting = scenarios.filter((scenario) => stateOf(scenario) === 'scored')
  const weight = weightOf(counting)
  if (weight === 0 || weight < weightOf(scenarios) / 2) return { state: 'inconclusive', reason: unsteady(scenarios.length - counting.length, scenarios.length) }
  return { state: 'scored', score: counting.reduce((sum, scenario) => sum + scenario.weight * pointsOf(scenario), 0) / weight }
}

const unsteady = (left: number, all: number) =>
  `The figures of ${left} of ${all} scenarios lay too far apart to score: the machine was too busy. Nothing is held against the submission.`
