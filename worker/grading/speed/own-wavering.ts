import type { Thresholds } from '../../../contracts/speed-measures.js'
import type { Interval } from './bootstrap.js'
import { widestScored, widthOf } from './turn-plan.js'

/** What disturbs both sides alike makes their ratio waver by less than twice as much as the reference alone. */
const mostOfBoth = 2

/**
 * Whether a score is uncertain because the submission's own figures differ from turn to turn. On a busy machine those
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
