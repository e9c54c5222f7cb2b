import type { Finding } from './quality-report.js'
import type { Report, SpeedResult } from './report.js'
import type { ScenarioResult } from './speed-report.js'
import { shareOf } from './speed-words.js'

/** Less than this of a score is shown as nothing. */
const leastLoss = 0.05

/** The scenario that takes most off the score of the check: where to begin. `null` where nothing is lost. */
export function findCostliest({ scenarios = [] }: Pick<SpeedResult, 'scenarios'>): ScenarioResult | null {
  const lossOf = (scenario: ScenarioResult) =>
    (shareOf(scenario, scenarios) * (100 - (scenario.score?.value ?? 0))) / 100
  const costliest = scenarios.toSorted((a, b) => lossOf(b) - lossOf(a))[0]
  return costliest && lossOf(costliest) >= leastLoss ? costliest : null
}

/**
 * The scenario to begin with, where speed is what is left to better; `null` where tests come first, or nothing is lost.
 */
export function findNextScenario({
  verdict,
  checks: { correctness, speed },
}: Pick<Report, 'verdict' | 'checks'>): ScenarioResult | null {
  return hasAllPoints({ verdict, correctness }) ? findCostliest(speed) : null
}

/**
 * The finding to begin with, where the source is all that is left to better; `null` where something else comes first,
 * or nothing is lost.
 */
export function findNextFinding({
  verdict,
  checks: { correctness, speed, quality },
}: Pick<Report, 'verdict' | 'checks'>): Finding | null {
  const isLeft = hasAllPoints({ verdict, correctness }) && findCostliest(speed) === null
  const isLost = quality.score !== null && 100 - quality.score >= leastLoss
  // The gravest comes first, and costs most.
  return isLeft && isLost ? (quality.details?.findings[0] ?? null) : null
}

/** Not by the tests: a learner's report lists not all of them. */
const hasAllPoints = ({ verdict, correctness }: Pick<Report, 'verdict'> & Pick<Report['checks'], 'correctness'>) =>
  verdict === 'assessed' && correctness.earned >= correctness.points

/** Why a check has no score where whoever started the run left it out: `assay grade --no-speed`, or `assay verify`. */
export const leftOutReasons = {
  speed: 'Speed was not measured: this run was started without it.',
  quality: 'Quality was not checked: this run was started without it.',
} as const

/** Whether a score includes all checks that the exercise gives points for. Only such scores can be compared. */
export const isScoreWhole = ({ checks: { speed, quality } }: Pick<Report, 'checks'>): boolean =>
  speed.reason !== leftOutReasons.speed && quality.reason !== leftOutReasons.quality

/** Why a grade is another although every test ended as before, and with the same verdict. */
export const changedWithoutTests = 'No test changed: speed was measured again, or the weights of the checks changed.'
