import type { Scenario } from '../../../contracts/protocol/speed.js'
import type { SizedPairs } from './speed-facts.js'

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
  /** Turns of the submission at the largest size whose requests went out late. */
  lateTurns: number
  /** Whole tables read, a request, over all turns at the largest size. */
  scans: { theirs: number; reference: number } | null
  /** By `latencyShares`, one list a turn at the largest size. */
  latencies: { theirs: readonly (readonly number[])[]; reference: readonly (readonly number[])[] }
}
