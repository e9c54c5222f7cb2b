import type { LimitKind } from '../../contracts/limits.js'
import type { HiddenTest } from '../../contracts/protocol/examiner.js'
import type { RoundPlace } from '../../contracts/report/report.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import type { Examination, TestRun } from '../checks/correctness/examination.js'
import type { SuiteFacts } from '../checks/suite/plan-rounds.js'

export interface Ending {
  verdict: Verdict
  limit: LimitKind | null
}

const ending = (verdict: Verdict): Ending => ({ verdict, limit: null })
const broke = (limit: LimitKind): Ending => ({ verdict: 'limit-exceeded', limit })

/**
 * The verdict that facts amount to; the order is the precedence: the first cause wins. Facts that
 * amount to nothing are a fault of ours and throw, so that an unknown state is never taken for a pass.
 */
export function determineVerdict(facts: RunFacts): Ending {
  const { rejection, refusal, build, examination } = facts
  if (rejection) return ending('rejected')
  if (refusal !== null) return ending('did-not-start')
  if (build?.limit) return broke(build.limit)
  if (build && build.exitCode !== 0) return ending('build-failed')
  if (!examination) throw new Error('The run has neither an early ending nor an examination')
  if (examination.isDataFull) return broke('disk')
  // A death is recorded only while no limit is broken: where there is one, it came first.
  if (examination.start.ready && examination.deaths.length > 0) return ending('crashed')
  if (examination.limit) return broke(examination.limit)
  if (!examination.start.ready) return ending('did-not-start')
  if (examination.timedOut) return broke('time')
  if (examination.runs.size === 0) throw new Error('The examination ended without a single test')
  return ending('assessed')
}

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

/** The hidden tests that ran, in their order. */
export const runsOf = ({ examination }: RunFacts): TestRun[] => [...(examination?.runs.values() ?? [])]

export const noFacts: RunFacts = {
  rejection: null,
  refusal: null,
  build: null,
  tests: [],
  examination: null,
  otherRound: null,
  suite: null,
}

/** Whether a test shows all of itself. */
export const isShown = (id: string, { tests }: Pick<RunFacts, 'tests'>): boolean =>
  tests.some((test) => test.id === id && test.show === 'full')
