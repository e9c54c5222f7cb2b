import type { LimitKind } from '../../contracts/limits.js'
import type { Verdict } from '../../contracts/verdict.js'
import type { RunFacts } from './facts.js'

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
