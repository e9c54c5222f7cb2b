import type { Interval } from './bootstrap.js'

export const fewestPairs = 6
export const mostPairs = 30
/** Turns of each side to warm up, which are thrown away, and pairs that count. */
export interface SizePlan {
  warmUps: number
  /** At least so many; at the last size more where the score needs them. */
  pairs: number
}

/**
 * What is taken at n, 4n and 16n. A slope over three sizes that lie apart by the same factor rests on the outer two.
 * The middle one is there to be looked at, and to find what breaks before the largest: one pair is enough. At n
 * runtimes are new. Half of what a request costs there is compiling, the more the larger its framework: a side that is
 * not warm seems to grow otherwise than it does. And some turn or other has a burst of it, which the median of seven
 * pairs outlasts.
 */
export const sizePlans: readonly SizePlan[] = [
  { warmUps: 8, pairs: 7 },
  { warmUps: 0, pairs: 1 },
  { warmUps: 1, pairs: fewestPairs },
]
/**
 * A service that takes longer over its warm-up than this is warm enough, and so slow that its other turns need the
 * time.
 */
export const longestWarmUpMs = 6000
/** The fewest pairs are half in one order and half in the other. */
const pairsInOneOrder = 3

/** Width of a score's interval at which no further turn is worth its time. */
export const wantedWidth = 6
/** Width beyond which a score says too little to count. */
export const widestScored = 15

export const widthOf = ({ low, high }: Interval): number => high - low

/**
 * Whether a scenario needs another pair. Decided by the width of the interval alone: looking at the value, too, would
 * end a scenario in a lucky moment.
 */
export function needsMoreTurns(pairs: number, score: Interval | null): boolean {
  if (pairs < fewestPairs) return true
  if (pairs >= mostPairs || score === null) return false
  return widthOf(score) > wantedWidth
}

/**
 * In which order the two sides of a pair have their turns: three times A B, then three times B A, so that slow drift
 * favours neither. Not by turns: a side that follows on itself waits until its last turn has been read.
 */
export const orderOfPair = (
  pair: number,
): readonly ['submission', 'reference'] | readonly ['reference', 'submission'] =>
  Math.floor(pair / pairsInOneOrder) % 2 === 0 ? ['submission', 'reference'] : ['reference', 'submission']
