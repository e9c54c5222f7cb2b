import { count, decimal, shortTime } from '../../../contracts/amounts.js'
import { latencyShares } from '../../../contracts/protocol/bounds.js'
import { type MeasureName, measureUnits } from '../../../contracts/protocol/speed-measures.js'
import type { MeasureResult, ScenarioResult } from '../../../contracts/report/speed-report.js'
import { fewestPairs, type ScenarioFacts, widestScored, widthOf } from './facts.js'
import { describeSlope, type Growth } from './score-growth.js'
import { type ScenarioScore, type ScoredMeasure, scoreScenario } from './score.js'
import { type Interval, medianOf } from './statistics.js'

const nothing: Interval = { value: 0, low: 0, high: 0 }

/** A scenario as the report has it: a pure function of what was recorded. The seed makes its intervals repeatable. */
export function describeScenario(facts: ScenarioFacts, seed: string): ScenarioResult {
  const { id, title, hint, weight, unit, thresholds } = facts.scenario
  const { sizes, hasOwnCores, failure } = facts
  const scored = scoreScenario({ sizes, thresholds, hasOwnCores, seed: `${seed}/${id}` })
  const outcome = failure === null ? describeScore(facts, scored) : describeFailure(facts, scored, failure)
  return {
    ...{ id, title, weight, unit },
    hint: outcome.state === 'inconclusive' ? null : hint, // nothing shows that it applies
    ...describeFigures(facts, scored),
    ...outcome,
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
  { scenario, sizes, scans, tookTheTime, lateTrials }: ScenarioFacts,
  scored: ScenarioScore,
): Outcome {
  const pairs = sizes.at(-1)?.pairs.length ?? 0
  // Of fewer, an interval says nothing: one pair agrees with itself.
  const known = pairs < fewestPairs ? null : scored.score
  const isKnown = known !== null && isCertain(known, scored.measures)
  if (scored.score === null || (!isKnown && !tookTheTime))
    return {
      state: 'inconclusive',
      score: known && mapInterval(known, roundTo(1)),
      explanation: scored.score === null ? tooFew : unsteady,
    }
  const score = isKnown ? scored.score : { ...scored.score, value: scored.score.low }
  const reason = nameReason({ ...scored, score }, scans)
  const late = lateTrials === 0 ? '' : `\n${describeLateness(lateTrials, pairs)}`
  return {
    state: 'scored',
    score: mapInterval(score, roundTo(1)),
    ...(reason && { reason }),
    explanation: `${isKnown ? '' : outOfTime}${explainScenario({ ...scored, score }, { unit: scenario.unit, scans })}${late}`,
  }
}

const outOfTime =
  'Your service used so much of the measuring time that less was measured than planned, so the lowest score that the figures allow counts. '

const describeLateness = (lateTrials: number, pairs: number) =>
  `In ${lateTrials} of ${count(pairs, 'trial')} of your service, requests were sent late: its responses, its own work, or other work on this machine kept the load generator busy. Its responses count as that much slower.`

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

const notCounted = 'This scenario does not count for or against the submission.'
const unsteady = `The trials varied too much for a score: the machine was too busy. ${notCounted}`
const tooFew = `Too few trials could be measured in the available time: the machine was too busy. ${notCounted}`

const roundTo = (decimals: number) => (value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals

const mapInterval = ({ value, low, high }: Interval, map: (value: number) => number): Interval => ({
  value: map(value),
  low: map(low),
  high: map(high),
})

function describeMeasure({ name, submission, reference, ratio, score }: ScoredMeasure): MeasureResult {
  const figure = roundTo(3)
  return {
    name,
    unit: measureUnits[name],
    submission: figure(submission),
    reference: figure(reference),
    ratio: mapInterval(ratio, figure),
    score: score && roundTo(1)(score.value),
  }
}

const describeGrowth = (growth: Growth) => ({
  submission: mapInterval(growth.submission, roundTo(2)),
  reference: mapInterval(growth.reference, roundTo(2)),
  words: describeSlope(growth),
})

/** Of each share the median of the trials: one disturbed trial leaves the picture as it is. */
function describeLatencies({ latencies }: ScenarioFacts): ScenarioResult['latencies'] {
  if (latencies.submission.length === 0 || latencies.reference.length === 0) return null
  const settle = (trials: readonly (readonly number[])[]) =>
    latencyShares.map((_, at) => roundTo(2)(medianOf(trials.map((trial) => trial[at] ?? 0))))
  return { submission: settle(latencies.submission), reference: settle(latencies.reference) }
}

export interface ExplainOptions {
  /** What one request is about: "one page of 10". */
  unit: string
  /** Scans of whole tables a request; `null` where the database does not tell. */
  scans: { submission: number; reference: number } | null
}

/** What the figures of a scenario mean and what to do, in a learner's words: facts in, sentences out. */
export function explainScenario({ measures, growth, score, worst }: ScenarioScore, options: ExplainOptions): string {
  const measure = measures.find(({ name }) => name === worst)
  if (!measure || !score) return 'Nothing in this scenario could be scored.'
  if (score.value >= 100) return `About as fast as the reference. ${growth ? describeSlope(growth) : ''}`.trim()
  const cause = findCause(measure, measures, options.scans)
  const slope = growth && (worst === 'growth' || growth.ratio.low > 1.5) ? ` ${describeSlope(growth)}` : ''
  return `${sentences[cause.name](cause, options)}${slope}`
}

/** The measure that the explanation is about; `undefined` where there is nothing to mend. */
export function nameReason(
  { measures, score, worst }: ScenarioScore,
  scans: ExplainOptions['scans'],
): MeasureName | undefined {
  const measure = measures.find(({ name }) => name === worst)
  return measure && score && score.value < 100 ? findCause(measure, measures, scans).name : undefined
}

/**
 * The measure to name. Time is a consequence: where the number of statements or rows is as far off, or a table is read
 * whole, that is what a learner can mend.
 */
function findCause(
  worst: ScoredMeasure,
  measures: readonly ScoredMeasure[],
  scans: ExplainOptions['scans'],
): ScoredMeasure {
  const causes = (['statements', 'rows'] as const).flatMap((name) =>
    measures.filter((measure) => measure.name === name && isFarOff(measure)),
  )
  const cause = causes.toSorted((a, b) => b.ratio.value - a.ratio.value)[0]
  if (worst.name === 'memory' || !cause) {
    const database = measures.find(({ name }) => name === 'databaseCpu')
    return scansMore(scans) && database && isFarOff(database) ? database : worst
  }
  return cause
}

const isFarOff = ({ ratio }: ScoredMeasure) => ratio.low >= 2
const scansMore = (scans: ExplainOptions['scans']) => scans !== null && scans.submission > scans.reference + 0.5

type Sentence = (measure: ScoredMeasure, options: ExplainOptions) => string

const sentences: Record<MeasureName, Sentence> = {
  statements: ({ submission, reference }, { unit }) =>
    `${count(submission, 'SQL statement')} for ${unit}, where the reference needs ${decimal(reference)}: a join, IN (…) or RETURNING may do in one statement what yours does in several, such as one for each item.`,
  rows: ({ submission, reference }, { unit }) =>
    `The database returned ${count(submission, 'row')} for ${unit}, where the reference reads ${decimal(reference)}: filter, sort and limit in SQL, not in the service.`,
  databaseCpu: (measure, { unit, scans }) =>
    scansMore(scans)
      ? `The database read whole tables for ${unit} and used ${times(measure)} as much CPU time as for the reference: add an index on the columns that you filter and sort by.`
      : `The database used ${times(measure)} as much CPU time for ${unit} as for the reference: check the query plan of your statements (EXPLAIN). Do they read unneeded rows because an index is missing?`,
  cpu: (measure, { unit }) =>
    `Your service used ${shortTime(measure.submission)} of CPU time for ${unit}, ${times(measure)} as much as the reference: look for work that is repeated for each request or each item.`,
  latency: (measure, { unit }) =>
    `The typical response for ${unit} took ${shortTime(measure.submission)}, ${times(measure)} as long as the reference's: look for waiting, such as sleeps, blocking calls, statements that run one after the other, or a file that is written whole for each request.`,
  tail: (measure, { unit }) =>
    `One response in twenty for ${unit} took ${shortTime(measure.submission)} or longer, ${times(measure)} as long as the reference's: something makes requests wait for each other, such as a lock, a small pool, or a blocking call.`,
  memory: (measure) =>
    `Your service used ${decimal(measure.submission)} MB, ${times(measure)} as much as the reference: look for whole tables in memory and for lists that only grow.`,
  growth: (_, { unit }) => `The more data there is, the more work ${unit} takes.`,
}

const times = ({ ratio }: ScoredMeasure) => `${ratio.value < 10 ? decimal(ratio.value) : Math.round(ratio.value)} times`
