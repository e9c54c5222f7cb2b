import { count } from '../../../contracts/amounts.js'
import { measureUnits } from '../../../contracts/speed-measures.js'
import { latencyShares } from '../../../contracts/protocol/bounds.js'
import type { MeasureResult, ScenarioResult } from '../../../contracts/speed-report.js'
import type { Interval } from './bootstrap.js'
import { describeSlope } from './describe-slope.js'
import { explainScenario, nameReason } from './explain-scenario.js'
import type { Growth } from './measure-growth.js'
import { medianOf } from './quantiles.js'
import type { ScenarioFacts } from './scenario-facts.js'
import { scoreScenario, type ScenarioScore, type ScoredMeasure } from './score-scenario.js'
import { fewestPairs, widestScored, widthOf } from './turn-plan.js'

const nothing: Interval = { value: 0, low: 0, high: 0 }

/** A scenario as the report has it: a pure function of what was recorded. The seed makes its intervals repeatable. */
export function describeScenario(facts: ScenarioFacts, seed: string): ScenarioResult {
  const { id, title, hint, weight, unit, thresholds } = facts.scenario
  const { sizes, hasOwnCores, failure } = facts
  const scored = scoreScenario({ sizes, thresholds, hasOwnCores, seed: `${seed}/${id}` })
  return {
    ...{ id, title, hint, weight, unit },
    ...describeFigures(facts, scored),
    ...(failure === null ? describeScore(facts, scored) : describeFailure(facts, scored, failure)),
  }
}

type Figures = Pick<ScenarioResult, 'pairs' | 'rows' | 'measures' | 'growth' | 'latencies'>
type Outcome = Pick<ScenarioResult, 'state' | 'score' | 'reason' | 'explanation'>

/** At the largest size that was measured. */
function describeFigures(facts: ScenarioFacts, { measures, growth }: ScenarioScore): Figures {
  const { scenario, sizes, failure } = facts
  const largest = sizes.at(-1)
  return {
    pairs: largest?.pairs.length ?? 0,
    rows: scenario.rows === null ? null : (largest?.rows ?? null),
    measures: measures.map(describeMeasure),
    growth: growth && describeGrowth(growth),
    latencies: failure === null ? describeLatencies(facts) : null,
  }
}

function describeScore(
  { scenario, sizes, scans, tookTheTime, lateTurns }: ScenarioFacts,
  scored: ScenarioScore,
): Outcome {
  const pairs = sizes.at(-1)?.pairs.length ?? 0
  // Of fewer, an interval says nothing: one pair agrees with itself.
  const known = pairs < fewestPairs ? null : scored.score
  const isKnown = known !== null && isCertain(known, scored.measures)
  if (scored.score === null || (!isKnown && !tookTheTime))
    return { state: 'inconclusive', score: known && mapInterval(known, roundTo(1)), explanation: unsteady }
  const score = isKnown ? scored.score : { ...scored.score, value: scored.score.low }
  const reason = nameReason({ ...scored, score }, scans)
  const late = lateTurns === 0 ? '' : `\n${describeLateness(lateTurns, pairs)}`
  return {
    state: 'scored',
    score: mapInterval(score, roundTo(1)),
    ...(reason && { reason }),
    explanation: `${isKnown ? '' : outOfTime}${explainScenario({ ...scored, score }, { unit: scenario.unit, scans })}${late}`,
  }
}

const outOfTime =
  'Your service used so much of the measuring time that less was measured than planned, so the lowest score that the figures allow counts. '

const describeLateness = (lateTurns: number, pairs: number) =>
  `In ${lateTurns} of ${count(pairs, 'turn')} of your service, requests were sent late: its responses, or its own work, kept the load generator busy. Its responses count as that much slower.`

/** It earns nothing. What fewer rows showed says why more of them were too much. */
function describeFailure({ scenario, sizes }: ScenarioFacts, scored: ScenarioScore, failure: string): Outcome {
  const failed = { state: 'failed', score: nothing, explanation: failure } as const
  const largest = sizes.at(-1)
  if (scored.score === null || scored.score.value >= 100 || !largest) return failed
  const reason = nameReason(scored, null)
  const until = scenario.rows === null ? 'Until then' : `Until then, at ${count(largest.rows, 'row')}`
  const explanation = `${failure}\n${until}: ${explainScenario(scored, { unit: scenario.unit, scans: null })}`
  return { ...failed, ...(reason && { reason }), explanation: explanation.slice(0, longestExplanation) }
}

const longestExplanation = 2000

/**
 * A wide interval leaves a score uncertain, unless every figure that makes it wide is the submission's own wavering.
 */
const isCertain = (score: Interval, measures: readonly ScoredMeasure[]): boolean =>
  widthOf(score) <= widestScored ||
  measures.every(({ score: own, wavers }) => own === null || widthOf(own) <= widestScored || wavers)

const unsteady =
  'The turns varied too much, or there were too few of them in the available time: the machine was too busy. This scenario does not count for or against the submission.'

const roundTo = (decimals: number) => (value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals

const mapInterval = ({ value, low, high }: Interval, map: (value: number) => number): Interval => ({
  value: map(value),
  low: map(low),
  high: map(high),
})

function describeMeasure({ name, theirs, reference, ratio, score }: ScoredMeasure): MeasureResult {
  const figure = roundTo(3)
  return {
    name,
    unit: measureUnits[name],
    theirs: figure(theirs),
    reference: figure(reference),
    ratio: mapInterval(ratio, figure),
    score: score && roundTo(1)(score.value),
  }
}

const describeGrowth = ({ theirs, reference }: Growth) => ({
  theirs: mapInterval(theirs, roundTo(2)),
  reference: mapInterval(reference, roundTo(2)),
  words: describeSlope(theirs),
})

/** Of each share the median of the turns: one disturbed turn leaves the picture as it is. */
function describeLatencies({ latencies }: ScenarioFacts): ScenarioResult['latencies'] {
  if (latencies.theirs.length === 0 || latencies.reference.length === 0) return null
  const settle = (turns: readonly (readonly number[])[]) =>
    latencyShares.map((_, at) => roundTo(2)(medianOf(turns.map((turn) => turn[at] ?? 0))))
  return { theirs: settle(latencies.theirs), reference: settle(latencies.reference) }
}
