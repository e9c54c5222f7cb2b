import type { Thresholds } from '../../../contracts/speed-measures.js'
import type { Interval } from './bootstrap.js'
import { widestScored, widthOf } from './turn-plan.js'

/**
 * Whether a score is uncertain because the submission's own figures differ from turn to turn. On a busy machine those of the
 * reference, taken right beside them, differ too, and the score counts for nothing. Where they are steady it counts, by its
 * median: what is inconclusive gives its weight to the other checks, so a service could earn points by wavering.
 */
export function isOwnWavering(score: Interval, referenceSpread: number, { full, none }: Thresholds): boolean {
  const referenceWidth = (100 * Math.log(referenceSpread)) / Math.log(none / full)
  return widthOf(score) > widestScored && referenceWidth <= widestScored
}
