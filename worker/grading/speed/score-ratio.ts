import type { Thresholds } from '../../../contracts/speed-measures.js'
import type { Interval } from './bootstrap.js'

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

/** The points of an uncertain ratio: a higher ratio is a lower score, so the ends change sides. */
export function scoreInterval(ratio: Interval, thresholds: Thresholds): Interval {
  return {
    value: scoreRatio(ratio.value, thresholds),
    low: scoreRatio(ratio.high, thresholds),
    high: scoreRatio(ratio.low, thresholds),
  }
}
