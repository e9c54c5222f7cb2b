import { setImmediate } from 'node:timers/promises'

/** How long one input may keep the thread before others get their turn, in ms. */
const TURN_MS = 10

/**
 * Shares the thread. Loops over parts of an input await `pause` once for each: nothing else in them need wait for I/O.
 */
export class Turns {
  #start = performance.now()

  async pause(): Promise<void> {
    if (performance.now() - this.#start < TURN_MS) return
    await setImmediate()
    this.#start = performance.now()
  }
}
