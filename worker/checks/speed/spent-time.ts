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
   * Why time ran out, where the submission is why: on a busy machine both sides are slow and nothing is known, but a slow
   * service must not pass for a busy machine.
   */
  findSlowness(): string | null {
    const { submission, reference } = this.#ms
    if (submission <= reference * slowestTimes) return null
    const [theirs, other] = [submission, reference].map((ms) => Math.round(ms / 1000))
    return `The time for measuring was over before enough was measured: your service took ${theirs} seconds for what the reference did in ${other}.`
  }
}
