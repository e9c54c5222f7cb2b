import { spreadOf, standardDeviationOf } from '../statistics.js'
import type { Claim } from './contenders.js'
import type { NoiseRun } from './noise-runs.js'

/** How far a score may waver, in points: standard deviation, and between identical copies. */
const mostPoints = 2
/** The most that a slow sample may keep. */
const slowestKeeps = 50

export interface Named {
  name: string
  claim: Claim
}

/** Tables of all runs in Markdown: each contender, then what they prove between them. */
export function summariseRuns(contenders: readonly Named[], runs: readonly NoiseRun[]): string[] {
  const tried = contenders.filter(({ name }) => runs.some(({ contender }) => contender === name))
  return [
    '| submission | runs | scored | median | SD | min–max | s a run | steal % | as it should be |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...tried.map((contender) => describeContender(contender, runsOf(contender.name, runs))),
    '',
    ...describePairs(runs),
  ]
}

const runsOf = (name: string, runs: readonly NoiseRun[]) => runs.filter(({ contender }) => contender === name)
const scoresOf = (runs: readonly NoiseRun[]) => runs.flatMap(({ speed }) => speed ?? [])

function describeContender({ name, claim }: Named, runs: readonly NoiseRun[]): string {
  const scores = scoresOf(runs)
  const steals = runs.flatMap(({ stealPercent }) => stealPercent ?? [])
  const figures = scores.length === 0 ? ['–', '–', '–'] : describeScores(scores)
  const steal = steals.length === 0 ? '–' : spreadOf(steals).median.toFixed(1)
  const time = Math.round(spreadOf(runs.map(({ ms }) => ms / 1000)).median)
  return `| ${[name, runs.length, scores.length, ...figures, time, steal, judge(claim, runs)].join(' | ')} |`
}

function describeScores(scores: readonly number[]): string[] {
  const { min, median, max } = spreadOf(scores)
  return [median.toFixed(1), standardDeviationOf(scores).toFixed(2), `${min.toFixed(1)}–${max.toFixed(1)}`]
}

/** What a claim asks of every run, and the first that does not hold. A run without a score holds nothing. */
export function judge(claim: Claim, runs: readonly NoiseRun[]): string {
  const unscored = runs.filter(({ speed }) => speed === null)
  if (unscored.length > 0) return `no: ${unscored.length} × ${unscored[0]?.state}`
  const scores = scoresOf(runs)
  if (claim === 'reference')
    return scores.every((score) => score === 100) ? 'yes: 100 in all' : `no: ${Math.min(...scores)}`
  if (claim === 'too-slow') return judgeSlow(runs, scores)
  const deviation = standardDeviationOf(scores)
  if (deviation > mostPoints) return `no: SD ${deviation.toFixed(2)}`
  // The mediocre one is one of the slow samples, too.
  return claim === 'mediocre' ? `${judgeSlow(runs, scores)}, SD at most ${mostPoints}` : `yes: SD at most ${mostPoints}`
}

function judgeSlow(runs: readonly NoiseRun[], scores: readonly number[]): string {
  const kept = Math.max(...scores)
  if (kept > slowestKeeps) return `no: kept ${kept}`
  const wrong = runs.filter(({ wrongReasons }) => wrongReasons.length > 0)
  return wrong.length === 0 ? 'yes: half lost, reason named' : `no: ${wrong.length} × ${wrong[0]?.wrongReasons[0]}`
}

function describePairs(runs: readonly NoiseRun[]): string[] {
  const scores = (name: string) => scoresOf(runsOf(name, runs))
  const [good, mediocre, copy] = [scores('good'), scores('mediocre'), scores('copy of mediocre')]
  const lines: string[] = []
  if (good.length > 0 && mediocre.length > 0)
    lines.push(
      `Order of good and mediocre: ${countFlips(good, mediocre)} flips among ${good.length * mediocre.length} pairs of runs.`,
    )
  if (mediocre.length > 0 && copy.length > 0)
    lines.push(
      `Identical copies: at most ${widestGap(mediocre, copy).toFixed(1)} points between any two runs; ${mostPoints} are allowed.`,
    )
  return lines
}

/** Pairs of any two runs in which the better is not ahead. */
export const countFlips = (better: readonly number[], worse: readonly number[]): number =>
  better.reduce((sum, score) => sum + worse.filter((other) => other >= score).length, 0)

export const widestGap = (one: readonly number[], other: readonly number[]): number =>
  Math.max(Math.max(...one) - Math.min(...other), Math.max(...other) - Math.min(...one))
