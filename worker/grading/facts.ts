import type { HiddenTest } from '../../contracts/protocol/examiner.js'
import type { LimitKind } from '../../contracts/limits.js'
import type { RoundPlace } from '../../contracts/report.js'
import type { SuiteFacts } from '../checks/suite/facts.js'
import type { Examination } from '../checks/correctness/examination.js'

/**
 * Everything a verdict rests on, of the round that counts. Recorded as the run goes; judged once, by pure functions, at
 * its end.
 */
export interface RunFacts {
  /** The archive was refused. */
  rejection: { reason: string; detail: string } | null
  /** Nothing in the source says how to start it. */
  refusal: string | null
  /** What to do about that, where it is known. */
  refusalAdvice?: string | undefined
  /** What a learner should know of how it was started, in a sentence. */
  note?: string | undefined
  /** What to do about that, where there is something to do. */
  noteAdvice?: string | undefined
  /** `null` where there was nothing to build. */
  build: { exitCode: number; limit: LimitKind | null; log: string } | null
  /** The hidden tests there are, whether they ran or not. */
  tests: readonly HiddenTest[]
  /** The hidden tests; `null` when the run did not get so far. */
  examination: Examination | null
  /** The round that does not count; `null` where there was one only, and there mostly is. */
  otherRound: { place: RoundPlace; facts: RunFacts } | null
  /** What was handed in is a suite, and how it did beside the bugs it caught; `null` for a service. */
  suite: SuiteFacts | null
}

export const noFacts: RunFacts = {
  rejection: null,
  refusal: null,
  build: null,
  tests: [],
  examination: null,
  otherRound: null,
  suite: null,
}
