import type { QualityDetails } from '../../contracts/report/quality-report.js'
import type { ScenarioResult } from '../../contracts/report/speed-report.js'

/**
 * Percent of the points of correctness from which a submission does enough of its job for the other checks to mean
 * something.
 */
export const leastCorrectness = 50

/**
 * How a check ended. What is not scored says why, and its weight is shared among the others. A score has a reason where
 * it was known without trying.
 */
export type CheckOutcome =
  { state: 'scored'; score: number; reason?: string } | { state: 'inconclusive' | 'skipped'; reason: string }

/**
 * The check of speed tells of each scenario, whether or not they add up to a score, and what the machine could not
 * promise.
 */
export type SpeedOutcome = CheckOutcome & { scenarios?: readonly ScenarioResult[]; note?: string }

/** The check of quality tells what it found, where it read the source. */
export type QualityOutcome = CheckOutcome & { details?: QualityDetails }
