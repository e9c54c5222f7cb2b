import { decimal } from '../../../contracts/amounts.js'
import { measureFloors } from '../../../contracts/protocol/speed-measures.js'
import type { Random } from '../seeded-random.js'
import type { SizedPairs, TrialFacts, TrialPair } from './facts.js'
import { bootstrapGroups, type Interval, quantileOf } from './statistics.js'

/**
 * How the work per request grows with the rows. A slope of 0: it stays; 1: it doubles with the rows; 2: it is
 * quadratic.
 */
export interface Growth {
  submission: Interval
  reference: Interval
  /** How many times more theirs grew from the smallest to the largest size than the reference's. */
  ratio: Interval
  /** How many times the ends of the interval of the reference's own growth differ. */
  referenceSpread: number
}

/** CPU time of a request, wherever it was spent. The floors keep noise about nothing from looking like growth. */
const workOf = ({ cpu, databaseCpu }: TrialFacts) =>
  Math.log(cpu + (databaseCpu ?? 0) + measureFloors.cpu + measureFloors.databaseCpu)

/** The work of both trials of a pair. */
interface PairWork {
  submission: number
  reference: number
}

const readWork = ({ submission, reference }: TrialPair): PairWork => ({
  submission: workOf(submission),
  reference: workOf(reference),
})

/**
 * What stands for a variant's trials at one size: their lower quartile. Compiling, collecting garbage and neighbours
 * only ever add to a trial's work, and at n they add to more trials than a median of seven outlasts.
 */
const levelOf =
  (variant: keyof PairWork) =>
  (pairs: readonly PairWork[]): number =>
    quantileOf(
      pairs.map((work) => work[variant]),
      0.25,
    )
const theirLevel = levelOf('submission')
const referenceLevel = levelOf('reference')

/** `null` where the scenario has one size only. */
export function measureGrowth(sizes: readonly SizedPairs[], random: Random): Growth | null {
  const [smallest, largest] = [sizes[0], sizes.at(-1)]
  if (!smallest || !largest || largest.rows <= smallest.rows) return null
  const logRows = sizes.map(({ rows }) => Math.log(rows))
  const works = sizes.map(({ pairs }) => pairs.map(readWork))
  const estimate = (level: (pairs: readonly PairWork[]) => number) =>
    bootstrapGroups(works, (groups) => fitSlope(logRows, groups.map(level)), random)
  // Both trials of a pair are drawn again together, as what the machine did to the one it did to the other.
  const difference = estimate((pairs) => theirLevel(pairs) - referenceLevel(pairs))
  const times = (value: number) => Math.exp(value * Math.log(largest.rows / smallest.rows))
  const submission = estimate(theirLevel)
  const reference = estimate(referenceLevel)
  return {
    submission,
    reference,
    ratio: { value: times(difference.value), low: times(difference.low), high: times(difference.high) },
    referenceSpread: times(reference.high - reference.low),
  }
}

/** Least squares. */
export function fitSlope(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [meanOf(xs), meanOf(ys)]
  const across = xs.reduce((sum, x, at) => sum + (x - meanX) * ((ys[at] ?? 0) - meanY), 0)
  const along = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0)
  if (along === 0) throw new Error('A slope needs two different places')
  return across / along
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Slopes between these are called by their name. */
const flat = 0.15
const linear = { low: 0.75, high: 1.25 }

/**
 * How the work of a request grows with the rows, in words. The slope is that of the logarithms. Where the work of the
 * reference falls, as that of a program does that gets warm, a flat slope is no good sign.
 */
export function describeSlope({ submission: slope, ratio }: Pick<Growth, 'submission' | 'ratio'>): string {
  const four = `four times the data, ${decimal(4 ** Math.max(0, slope.value))} times the work`
  if (slope.low < flat && slope.value < flat)
    return ratio.low > 1
      ? `Its work hardly grew with the amount of data that was measured, but ${decimal(ratio.value)} times as much as that of the reference.`
      : 'Its work hardly grew with the amount of data that was measured.'
  if (slope.value < linear.low) return `Its work grows more slowly than the data: ${four}.`
  if (slope.value <= linear.high) return `Its work grows as fast as the data: ${four}.`
  return `Its work grows faster than the data: ${four}.`
}
