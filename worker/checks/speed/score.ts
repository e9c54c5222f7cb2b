import {
  defaultThresholds,
  measureFloors,
  type MeasureName,
  measureNames,
  type Thresholds,
} from '../../../contracts/protocol/speed-measures.js'
import type { ScenarioResult } from '../../../contracts/report/speed-report.js'
import { type Random, seedRandom } from '../seeded-random.js'
import { type SizedPairs, type TrialMeasure, type TrialPair, widestScored, widthOf } from './facts.js'
import { type Growth, measureGrowth } from './score-growth.js'
import { bootstrap, type Interval, medianOf } from './statistics.js'

/** A measure as it stands in the report. `score` is `null` where it is shown and not scored. */
export interface ScoredMeasure {
  name: MeasureName
  submission: number
  reference: number
  ratio: Interval
  score: Interval | null
  /**
   * Its score is uncertain for the submission's own figures alone, those of the reference right beside them being
   * steady.
   */
  wavers: boolean
}

export interface ScenarioScore {
  measures: readonly ScoredMeasure[]
  growth: Growth | null
  /** The score of the worst measure. `null`: nothing of it could be scored. */
  score: Interval | null
  worst: MeasureName | null
}

export interface ScenarioInputs {
  /** Smallest size first; all measures but growth are taken at the last. */
  sizes: readonly SizedPairs[]
  /** Where a scenario departs from the usual thresholds; `null` takes a measure out of the score. */
  thresholds: Partial<Record<MeasureName, Thresholds | null>>
  hasOwnCores: boolean
  seed: string
}

/** A scenario is as fast as its worst measure. The interval follows, since no score rises with a ratio. */
export function scoreScenario({ sizes, thresholds, hasOwnCores, seed }: ScenarioInputs): ScenarioScore {
  const random = seedRandom(seed)
  const pairs = sizes.at(-1)?.pairs ?? []
  const growth = measureGrowth(sizes, random)
  const measures = measureNames.flatMap((name): ScoredMeasure[] => {
    const figures = name === 'growth' ? growth && describeGrowth(growth) : compareTrials(pairs, name, random)
    if (!figures) return []
    const limits = chooseThresholds(name, thresholds, hasOwnCores)
    const { referenceSpread, ...shown } = figures
    const scored = limits && scoreInterval(figures.ratio, limits)
    return [
      {
        name,
        ...shown,
        score: scored,
        wavers:
          limits !== null &&
          isOwnWavering(scoreInterval(figures.ratio, limits), figures.ratio, referenceSpread, limits),
      },
    ]
  })
  return { measures, growth, ...findWorst(measures) }
}

/** In the table growth stands by its slopes. */
const describeGrowth = ({ submission, reference, ratio, referenceSpread }: Growth) => ({
  submission: submission.value,
  reference: reference.value,
  ratio,
  referenceSpread,
})

function findWorst(measures: readonly ScoredMeasure[]): { score: Interval | null; worst: MeasureName | null } {
  const scored = measures.flatMap(({ name, score, ratio }) => (score ? [{ name, score, ratio }] : []))
  // Several that earn nothing: the one that is furthest off is the one to mend.
  const worst = scored.toSorted((a, b) => a.score.value - b.score.value || b.ratio.value - a.ratio.value)[0]
  if (!worst) return { score: null, worst: null }
  const least = (end: keyof Interval) => Math.min(...scored.map(({ score }) => score[end]))
  return { score: { value: least('value'), low: least('low'), high: least('high') }, worst: worst.name }
}

/** By how much more a measure may differ where neighbours have a hand in it. */
const sharedSlack = 2

/**
 * Where neighbours do most: an answer waits for the core that they have, and growth compares trials that lie minutes
 * apart, so what they did in the meantime does not drop out of it as it does within a pair.
 */
const shared: ReadonlySet<MeasureName> = new Set(['latency', 'growth'])

/**
 * The thresholds of a measure: the scenario's own, or the usual ones. On cores that other runs use, too, some are
 * judged more mildly, and the tail of the latency not at all: there it is mostly the neighbours'. `null`: shown, not
 * scored.
 */
function chooseThresholds(
  name: MeasureName,
  own: Partial<Record<MeasureName, Thresholds | null>>,
  hasOwnCores: boolean,
): Thresholds | null {
  const chosen = own[name] === undefined ? defaultThresholds[name] : own[name]
  if (chosen === null || hasOwnCores) return chosen
  if (name === 'tail') return null
  return shared.has(name) ? { full: chosen.full * sharedSlack, none: chosen.none * sharedSlack } : chosen
}

/**
 * Points, 0 to 100, for a ratio to the reference. Full up to `full`, none from `none` on; in between they fall evenly
 * with the logarithm, so that each doubling costs the same. Never rises with the ratio, and has no jump.
 */
export function scoreRatio(ratio: number, { full, none }: Thresholds): number {
  if (Number.isNaN(ratio) || ratio < 0) throw new RangeError(`no such ratio: ${ratio}`)
  if (ratio <= full) return 100
  if (ratio >= none) return 0
  return (100 * Math.log(none / ratio)) / Math.log(none / full)
}

/** The points of an uncertain ratio: a higher ratio is a lower score, so the ends change variants. */
export function scoreInterval(ratio: Interval, thresholds: Thresholds): Interval {
  return {
    value: scoreRatio(ratio.value, thresholds),
    low: scoreRatio(ratio.high, thresholds),
    high: scoreRatio(ratio.low, thresholds),
  }
}

/** What disturbs both variants alike makes their ratio waver by less than twice as much as the reference alone. */
const mostOfBoth = 2

/**
 * Whether a score is uncertain because the submission's own figures differ from trial to trial. On a busy machine those
 * of the reference, taken right beside them, differ as much, and the score counts for nothing. Where they are steady,
 * or far steadier, it counts, by its median: what is inconclusive gives its weight to the other checks, so a service
 * could earn points by wavering.
 */
export function isOwnWavering(
  score: Interval,
  ratio: Interval,
  referenceSpread: number,
  { full, none }: Thresholds,
): boolean {
  if (widthOf(score) <= widestScored) return false
  const referenceWidth = (100 * Math.log(referenceSpread)) / Math.log(none / full)
  return referenceWidth <= widestScored || Math.log(ratio.high / ratio.low) > mostOfBoth * Math.log(referenceSpread)
}

/** A measure of both variants: their medians, and the median of the pairs' ratios with its interval. */
export interface Comparison {
  submission: number
  reference: number
  ratio: Interval
  /** The ends of the interval of the reference's own median, as a ratio: 1 where its trials are all the same. */
  referenceSpread: number
}

/**
 * Compares the trials pair by pair: what the machine did to both trials of a pair drops out of their ratio, and a pair
 * that was disturbed is only one. `null` where a trial has no such figure.
 */
export function compareTrials(pairs: readonly TrialPair[], measure: TrialMeasure, random: Random): Comparison | null {
  const figures = pairs.map(({ submission, reference }) => ({
    submission: submission[measure],
    reference: reference[measure],
  }))
  const whole = figures.filter(
    (figure): figure is { submission: number; reference: number } =>
      figure.submission !== null && figure.reference !== null,
  )
  if (whole.length === 0 || whole.length < figures.length) return null
  const floor = measureFloors[measure]
  const ratios = whole.map(({ submission, reference }) => Math.log((submission + floor) / (reference + floor)))
  const { value, low, high } = bootstrap(ratios, medianOf, random)
  const own = bootstrap(
    whole.map(({ reference }) => Math.log(reference + floor)),
    medianOf,
    random,
  )
  return {
    submission: medianOf(whole.map(({ submission }) => submission)),
    reference: medianOf(whole.map(({ reference }) => reference)),
    ratio: { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) },
    referenceSpread: Math.exp(own.high - own.low),
  }
}

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
