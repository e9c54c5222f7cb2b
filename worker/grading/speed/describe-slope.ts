import { decimal } from '../../../contracts/amounts.js'
import type { Interval } from './bootstrap.js'

/** Slopes between these are called by their name. */
const flat = 0.15
const linear = { low: 0.75, high: 1.25 }

/** How the work of a request grows with the rows, in words. `slope` is that of the logarithms. */
export function describeSlope(slope: Interval): string {
  const four = `four times the data, ${decimal(4 ** Math.max(0, slope.value))} times the work`
  if (slope.low < flat && slope.value < flat) return 'Its work stays the same regardless of the amount of data.'
  if (slope.value < linear.low) return `Its work grows more slowly than the data: ${four}.`
  if (slope.value <= linear.high) return `Its work grows as fast as the data: ${four}.`
  return `Its work grows faster than the data: ${four}.`
}
