import type { MeasureName } from '../../../contracts/speed-measures.js'

/**
 * What one turn of one side cost, per request sent in it. `null`: the exercise has no such service, or it tells
 * nothing.
 */
export interface TurnFacts {
  /** CPU time of the subject in milliseconds. */
  cpu: number
  /** CPU time of all services in milliseconds. */
  databaseCpu: number | null
  statements: number | null
  rows: number | null
  /** Median and 95th percentile in milliseconds, from the moment a request was due. */
  latency: number
  tail: number
  /** Megabytes of the subject at the end of the turn. */
  memory: number
}

/** Two turns right after each other, under the same requests. */
export interface TurnPair {
  submission: TurnFacts
  reference: TurnFacts
}

/** All pairs of a scenario at one size of its data. */
export interface SizedPairs {
  rows: number
  pairs: readonly TurnPair[]
}

/** What is taken from each turn: growth follows from several sizes instead. */
export type TurnMeasure = Exclude<MeasureName, 'growth'>
