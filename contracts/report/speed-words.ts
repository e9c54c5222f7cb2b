import { count, decimal, shortTime } from '../amounts.js'
import type { SpeedReceipt, SpeedResult } from './report.js'
import type { MeasureName } from '../protocol/speed-measures.js'
import { latencyShares } from '../protocol/bounds.js'
import type { MeasureResult, ScenarioResult } from './speed-report.js'

/** What measures are called wherever a report is shown. */
export const measureTitles: Readonly<Record<MeasureName, string>> = {
  cpu: 'CPU time of the service',
  databaseCpu: 'CPU time of the database',
  statements: 'SQL statements',
  rows: 'Rows returned',
  latency: 'Typical response time',
  tail: 'Slow responses',
  memory: 'Memory',
  growth: 'Growth',
}

type Interval = MeasureResult['ratio']

/** Three figures of what is small, whole numbers of what is not: 0.35, 4.2, 31.4, 4000. */
export const figure = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)))

/** A figure of a measure with its unit: `0.35 ms`, `84 MB`, `31`, `slope 1.02`. */
export function describeAmount({ name, unit }: Pick<MeasureResult, 'name' | 'unit'>, value: number): string {
  if (name === 'growth') return `slope ${Math.round(value * 100) / 100}`
  return name === 'statements' || name === 'rows' ? figure(value) : `${figure(value)} ${unit}`
}

/** `20 to 22`; nothing where both ends are the same. */
export function describeEnds(
  { low, high }: Pick<Interval, 'low' | 'high'>,
  format: (value: number) => string = figure,
): string {
  return format(low) === format(high) ? '' : `${format(low)} to ${format(high)}`
}

/** `21 times (20 to 22)` */
export function describeRatio(ratio: Interval): string {
  const ends = describeEnds(ratio)
  return `${figure(ratio.value)} times${ends && ` (${ends})`}`
}

export const describePoints = (score: number | null): string => (score === null ? 'not scored' : decimal(score))

/** `43 of 100`, `0 of 100`, or that there is no score. */
export const describeScenarioScore = ({ state, score }: Pick<ScenarioResult, 'state' | 'score'>): string =>
  state === 'inconclusive' || score === null ? 'no score' : `${decimal(score.value)} of 100`

/** Percent of the check that a scenario makes up; 0 for those that are left out. */
export function shareOf(scenario: ScenarioResult, scenarios: readonly ScenarioResult[]): number {
  const weightOf = ({ state, weight }: ScenarioResult) => (state === 'inconclusive' ? 0 : weight)
  const total = scenarios.reduce((sum, each) => sum + weightOf(each), 0)
  return total === 0 ? 0 : (100 * weightOf(scenario)) / total
}

/** `25 of 100, 20 % of the score`, or that there is no score. */
export const describeSpeedScore = ({
  score,
  effectiveWeight,
}: Pick<SpeedResult, 'score' | 'effectiveWeight'>): string =>
  score === null ? 'no score' : `${decimal(score)} of 100, ${decimal(effectiveWeight)} % of the score`

/** `4 scenarios: 2 scored, 1 failed, 1 inconclusive` */
export function countScenarios({ scenarios = [] }: SpeedResult): string {
  const counts = (['scored', 'failed', 'inconclusive'] as const)
    .map((state) => [state, scenarios.filter((scenario) => scenario.state === state).length] as const)
    .filter(([, amount]) => amount > 0)
  return `${count(scenarios.length, 'scenario')}: ${counts.map(([state, amount]) => `${amount} ${state}`).join(', ')}`
}

/** What its figures are about; those of a scenario that failed are from before it did. */
export const describeMeasures = ({ state, unit }: Pick<ScenarioResult, 'state' | 'unit'>): string =>
  `Measures of one request${state === 'failed' ? ', from before it failed' : ''}: ${unit}`

/**
 * What a scenario counts, and on what its figures rest: `50 % of the check; measured in 11 pairs of trials, with 4000
 * rows; the score is between 38 and 43.`
 */
export function describeBasis(scenario: ScenarioResult, scenarios: readonly ScenarioResult[]): string {
  const { pairs, rows, score, state } = scenario
  const ends = state === 'scored' && score ? describeEnds(score, decimal) : ''
  const parts = [
    state === 'inconclusive' ? 'Excluded from the check' : `${decimal(shareOf(scenario, scenarios))} % of the check`,
    ...(pairs === 0
      ? []
      : [`measured in ${count(pairs, 'pair')} of trials${rows === null ? '' : `, with ${count(rows, 'row')}`}`]),
    ...(ends === '' ? [] : [`the score is between ${ends.replace(' to ', ' and ')}`]),
  ]
  return `${parts.join('; ')}.`
}

/** What the row about growth means, where there is one: its ratio is not that of its slopes. */
export function explainGrowth({ measures }: Pick<ScenarioResult, 'measures'>): string | null {
  const growth = measures.find(({ name }) => name === 'growth')
  if (!growth) return null
  const scored = growth.score === null ? '' : ', and this ratio is scored'
  return `Growth: with a slope of 0, more data means no more work for a request; with 1, twice the data means twice the work. From the least to the most data, the work of your service grew ${figure(growth.ratio.value)} times as much as that of the reference${scored}.`
}

/** The curve of latencies in a sentence, for whoever does not see it. */
export function describeLatencies({ submission, reference }: NonNullable<ScenarioResult['latencies']>): string {
  const at = (side: readonly number[], share: (typeof latencyShares)[number]) =>
    describeMs(side[latencyShares.indexOf(share)] ?? 0)
  return `Half of your responses took at most ${at(submission, 0.5)}, 95 of 100 at most ${at(submission, 0.95)}; for the reference, at most ${at(reference, 0.5)} and ${at(reference, 0.95)}.`
}

/** 0.8 ms, 4.2 ms, 31 ms, 1.4 s */
export const describeMs = (ms: number): string => (ms < 10 ? `${figure(ms)} ms` : shortTime(ms))

/** Where speed was measured and what else the host did meanwhile, in a line. */
export function describeSpeedReceipt({ cores, noise }: SpeedReceipt): string {
  const where = cores
    ? `on cores ${cores.measured}, the load from ${cores.examiner}`
    : 'on cores shared with other runs'
  if (!noise) return `${where}; how busy the host was is unknown`
  const { busyPercent, stealPercent, loadPerCore, frequencyMhz } = noise
  const clock = frequencyMhz ? `, clock ${describeEnds(frequencyMhz) || figure(frequencyMhz.low)} MHz` : ''
  return `${where}; host ${decimal(busyPercent)} % busy, ${decimal(stealPercent)} % stolen, load ${figure(loadPerCore)} per core${clock}`
}
