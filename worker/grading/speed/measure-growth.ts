import { measureFloors } from '../../../contracts/speed-measures.js'
import { bootstrapGroups, type Interval } from './bootstrap.js'
import { medianOf } from './quantiles.js'
import type { Chance } from './seeded-chance.js'
import type { SizedPairs, TurnFacts, TurnPair } from './speed-facts.js'

/** How the work per request grows with the rows. A slope of 0: it stays; 1: it doubles with the rows; 2: it is quadratic. */
export interface Growth {
  theirs: Interval
  reference: Interval
  /** How many times more theirs grew from the smallest to the largest size than the reference's. */
  ratio: Interval
  /** How many times the ends of the interval of the reference's own growth differ. */
  referenceSpread: number
}

/** CPU time of a request, wherever it was spent. The floors keep noise about nothing from looking like growth. */
const workOf = ({ cpu, databaseCpu }: TurnFacts) => Math.log(cpu + (databaseCpu ?? 0) + measureFloors.cpu + measureFloors.databaseCpu)

type WorkOf = (pair: TurnPair) => number

/** `null` where the scenario has one size only. */
export function measureGrowth(sizes: readonly SizedPairs[], chance: Chance): Growth | null {
  const [smallest, largest] = [sizes[0], sizes.at(-1)]
  if (!smallest || !largest || largest.rows <= smallest.rows) return null
  const logRows = sizes.map(({ rows }) => Math.log(rows))
  const slope = (work: WorkOf) => (groups: readonly (readonly TurnPair[])[]) =>
    fitSlope(logRows, groups.map((pairs) => medianOf(pairs.map(work))))
  const estimate = (work: WorkOf) => bootstrapGroups(sizes.map(({ pairs }) => pairs), slope(work), chance)
  // Fitted to the ratios of the pairs, not taken from the two slopes: there the machine's own drift drops out.
  const difference = estimate((pair) => workOf(pair.submission) - workOf(pair.reference))
  const times = (value: number) => Math.exp(value * Math.log(largest.rows / smallest.rows))
  const theirs = estimate((pair) => workOf(pair.submission))
  const reference = estimate((pair) => workOf(pair.reference))
  return {
    theirs,
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
