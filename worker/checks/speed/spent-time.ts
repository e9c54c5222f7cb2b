import type { Side } from './side.js'

/** By how much longer a submission may take over the same work before it is the one that time ran out for. */
const slowestTimes = 1.5

type Times = Record<Side['name'], number>

/** Why a scenario had too little time. */
export interface Shortage {
  /** There would have been enough of it, had the submission been as quick as the reference. */
  isOwn: boolean
  /** In the learner's words, where that is so clear that the scenario has failed. */
  failure: string | null
}

/** How long each side took over one scenario: over its turns, and over everything else. */
export class SpentTime {
  readonly #turnsMs: Times = { submission: 0, reference: 0 }
  readonly #othersMs: Times = { submission: 0, reference: 0 }
  readonly #now: () => number

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  async spend<T>(name: Side['name'], on: 'turns' | 'others', work: () => Promise<T>): Promise<T> {
    const startedAt = this.#now()
    const result = await work()
    const times = on === 'turns' ? this.#turnsMs : this.#othersMs
    times[name] += this.#now() - startedAt
    return result
  }

  /** From now on, until it is called: turns that are thrown away say nothing of either side. */
  forgetTurns(): () => void {
    const before = { ...this.#turnsMs }
    return () => void Object.assign(this.#turnsMs, before)
  }

  /** By how much longer the submission took than the reference, over all of it. */
  get excessMs(): number {
    return this.#turnsMs.submission - this.#turnsMs.reference + this.rowsExcessMs
  }

  /** The same, over everything but turns: over its rows, and over coming back to be audited. */
  get rowsExcessMs(): number {
    return this.#othersMs.submission - this.#othersMs.reference
  }

  /**
   * Who is the cause of there being too little time, by so many pairs of those that were needed. On a busy machine both
   * sides are slow, the one that does more work all the more, and nothing is known: only where the time would have been
   * enough for two as quick as the reference is it the submission. What it took beyond the reference's time anywhere in
   * the check counts as taken from this scenario: scenarios share their time, rows are added before any turn, and
   * audits come between scenarios.
   * @param elsewhereMs by how much longer the submission took than the reference in the other scenarios
   */
  judgeShortage(pairs: { taken: number; needed: number }, elsewhereMs: number): Shortage {
    const { submission, reference } = this.#turnsMs
    const neededMs = (2 * reference * pairs.needed) / Math.max(1, pairs.taken)
    const isOwn = neededMs <= submission + reference + Math.max(0, this.rowsExcessMs + elsewhereMs)
    const hasFailed = submission > reference * slowestTimes && neededMs <= submission + reference
    return { isOwn, failure: hasFailed ? describeSlowness(submission, reference) : null }
  }
}

function describeSlowness(submissionMs: number, referenceMs: number): string {
  const [theirs, other] = [submissionMs, referenceMs].map((ms) => Math.round(ms / 1000))
  return `The measuring time ran out before enough was measured: your service took ${theirs} seconds for what the reference did in ${other}.`
}
