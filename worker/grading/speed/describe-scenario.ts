import { measureUnits } from '../../../contracts/speed-measures.js'
import { latencyShares } from '../../../contracts/speed-protocol.js'
import type { MeasureResult, ScenarioResult } from '../../../contracts/speed-report.js'
import type { Interval } from './bootstrap.js'
import { stateOf } from './combine-scenarios.js'
import { fewestPairs } from './turn-plan.js'
import { describeSlope } from './describe-slope.js'
import { explainScenario, nameReason } from './explain-scenario.js'
import type { Growth } from './measure-growth.js'
import { medianOf } from './quantiles.js'
import type { ScenarioFacts } from './scenario-facts.js'
import { scoreScenario, type ScoredMeasure } from './score-scenario.js'

const nothing: Interval = { value: 0, low: 0, high: 0 }

/** A scenario as the report has it: a pure function of what was recorded. The seed makes its intervals repeatable. */
export function describeScenario(facts: ScenarioFacts, seed: string): ScenarioResult {
  const { id, title, hint, weight, unit } = facts.scenario
  return { id, title, hint, weight, unit, ...(facts.failure === null ? describeFigures(facts, seed) : describeFailure(facts.failure)) }
}

type Outcome = Omit<ScenarioResult, 'id' | 'title' | 'hint' | 'weight' | 'unit'>

/** Nothing of it was timed, so nothing is shown but why. */
const describeFailure = (failure: string): Outcome => ({
  state: 'failed',
  score: nothing,
  pairs: 0,
  rows: null,
  measures: [],
  growth: null,
  latencies: null,
  explanation: failure,
})

function describeFigures(facts: ScenarioFacts, seed: string): Outcome {
  const { scenario, sizes, scans, hasOwnCores } = facts
  const scored = scoreScenario({ sizes, thresholds: scenario.thresholds, hasOwnCores, seed: `${seed}/${scenario.id}` })
  const largest = sizes.at(-1)
  const pairs = largest?.pairs.length ?? 0
  // Of fewer, an interval says nothing: one pair agrees with itself.
  const score = pairs < fewestPairs ? null : scored.score
  const state = stateOf({ failed: false, score })
  const reason = state === 'scored' ? nameReason(scored, scans) : undefined
  return {
    state,
    score: score && mapInterval(score, roundTo(1)),
    pairs,
    rows: scenario.rows === null ? null : (largest?.rows ?? null),
    measures: scored.measures.map(describeMeasure),
    growth: scored.growth && describeGrowth(scored.growth),
    latencies: describeLatencies(facts),
    ...(reason && { reason }),
    explanation: state === 'inconclusive' ? unsteady : explainScenario(scored, { unit: scenario.unit, scans }),
  }
}

const unsteady = 'The turns lay too far apart to tell, or were too few in the time there was: the machine was too busy. This scenario counts neither for nor against the submission.'

const roundTo = (decimals: number) => (value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals

const mapInterval = ({ value, low, high }: Interval, map: (value: number) => number): Interval => ({ value: map(value), low: map(low), high: map(high) })

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
  const settle = (turns: readonly (readonly number[])[]) => latencyShares.map((_, at) => roundTo(2)(medianOf(turns.map((turn) => turn[at] ?? 0))))
  return { theirs: settle(latencies.theirs), reference: settle(latencies.reference) }
}
