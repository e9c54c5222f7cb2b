import type { Scenario } from '../../../contracts/protocol/speed.js'
import type { MeasureName } from '../../../contracts/protocol/speed-measures.js'
import type { Interval } from './statistics.js'

/** All that was seen of one scenario: facts, no judgement. */
export interface ScenarioFacts {
  scenario: Scenario
  /** Whether no other run used the cores meanwhile. */
  hasOwnCores: boolean
  /** Smallest size first; one entry without rows where data play no part. */
  sizes: readonly SizedPairs[]
  /**
   * Why the submission's answers cannot be timed, in the learner's words. What was measured until then stays in
   * `sizes`.
   */
  failure: string | null
  /** Time ran out before enough was measured, and would not have, had the submission been as quick as the reference. */
  tookTheTime: boolean
  /** Trials of the submission at the largest size whose requests went out late. */
  lateTrials: number
  /** Whole tables read, a request, over all trials at the largest size. */
  scans: { submission: number; reference: number } | null
  /** By `latencyShares`, one list a trial at the largest size. */
  latencies: { submission: readonly (readonly number[])[]; reference: readonly (readonly number[])[] }
}

/**
 * What one trial of one variant cost, per request sent in it. `null`: the exercise has no such service, or it tells
 * nothing.
 */
export interface TrialFacts {
  /** CPU time of the subject in milliseconds. */
  cpu: number
  /** CPU time of all services in milliseconds. */
  databaseCpu: number | null
  statements: number | null
  rows: number | null
  /** Median and 95th percentile in milliseconds, from the moment a request was due. */
  latency: number
  tail: number
  /** Megabytes of the subject at the end of the trial. */
  memory: number
}

/** Two trials right after each other, under the same requests. */
export interface TrialPair {
  submission: TrialFacts
  reference: TrialFacts
}

/** All pairs of a scenario at one size of its data. */
export interface SizedPairs {
  rows: number
  pairs: readonly TrialPair[]
}

/** What is taken from each trial: growth follows from several sizes instead. */
export type TrialMeasure = Exclude<MeasureName, 'growth'>

export const fewestPairs = 6
export const mostPairs = 30
/** Trials of each variant to warm up, which are thrown away, and pairs that count. */
export interface SizePlan {
  warmUps: number
  /** At least so many; at the last size more where the score needs them. */
  pairs: number
}

/**
 * What is taken at n, 4n and 16n. A slope over three sizes that lie apart by the same factor rests on the outer two.
 * The middle one is there to be looked at, and to find what breaks before the largest: one pair is enough. At n
 * runtimes are new. Half of what a request costs there is compiling, the more the larger its framework: a variant that
 * is not warm seems to grow otherwise than it does. And some trial or other has a burst of it, which the median of
 * seven pairs outlasts.
 */
export const sizePlans: readonly SizePlan[] = [
  { warmUps: 8, pairs: 7 },
  { warmUps: 0, pairs: 1 },
  { warmUps: 1, pairs: fewestPairs },
]
/**
 * A service that takes longer over its warm-up than this is warm enough, and so slow that its other trials need the
 * time.
 */
export const longestWarmUpMs = 6000
/** The fewest pairs are half in one order and half in the other. */
const pairsInOneOrder = 3

/** Width of a score's interval at which no further trial is worth its time. */
const wantedWidth = 6
/** Width beyond which a score says too little to count. */
export const widestScored = 15

export const widthOf = ({ low, high }: Interval): number => high - low

/**
 * Whether a scenario needs another pair. Decided by the width of the interval alone: looking at the value, too, would
 * end a scenario in a lucky moment.
 */
export function needsMoreTrials(pairs: number, score: Interval | null): boolean {
  if (pairs < fewestPairs) return true
  if (pairs >= mostPairs || score === null) return false
  return widthOf(score) > wantedWidth
}

/**
 * In which order the two variants of a pair have their trials: three times A B, then three times B A, so that slow
 * drift favours neither. Not by turns: a variant that follows on itself waits until its last trial has been read.
 */
export const orderOfPair = (
  pair: number,
): readonly ['submission', 'reference'] | readonly ['reference', 'submission'] =>
  Math.floor(pair / pairsInOneOrder) % 2 === 0 ? ['submission', 'reference'] : ['reference', 'submission']
