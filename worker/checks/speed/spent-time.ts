import type { Side } from './side.js'

/** By how much longer a submission may take over the same work before it is the one that time ran out for. */
const slowestTimes = 1.5

/** How long each side took over its rows and turns. */
export class SpentTime {
  readonly #ms = { submission: 0, reference: 0 }
  readonly #now: () => number

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  async spend<T>(name: Side['name'], work: () => Promise<T>): Promise<T> {
    const startedAt = this.#now()
    const result = await work()
    this.#ms[name] += this.#now() - startedAt
    return result
  }

  /**
   * Why time ran out after so many pairs of those that were needed, where the submission is why; `null` where the machine is.
   * On a busy machine both sides are slow, the one that does more work all the more, and nothing is known: only where the
   * time would have been enough for two as quick as the reference was it the submission that there was too little of it for.
   */
  findSlowness(pairsTaken: number, pairsNeeded: number): string | null {
    const { submission, reference } = this.#ms
    const neededMs = (2 * reference * pairsNeeded) / pairsTaken
    if (submission <= reference * slowestTimes || neededMs > submission + reference) return null
    const [theirs, other] = [submission, reference].map((ms) => Math.round(ms / 1000))
    return `The time for measuring was over before enough was measured: your service took ${theirs} seconds for what the reference did in ${other}.`
  }
}
