import type { LimitKind } from '../../../contracts/limits.js'

/** One run of a suite against one service, to its end or its limit. */
export interface SuiteRun {
  exitCode: number
  limit: LimitKind | null
  log: string
}

/** What a suite did, beside what it said of each bug. */
export interface SuiteFacts {
  /** The run in which it failed on a service that is right, where it did; nothing it says of bugs counts then. */
  falseAlarm: SuiteRun | null
  /** Runs on a service that is right, until it failed in one. */
  referenceRuns: number
  /** Runs on a planted bug that a limit ended: they count as not caught. */
  stoppedRuns: number
}
