import type { Progress } from '../contracts/progress.js'

/**
 * Messages that wait for Redis; what comes on top is left out: progress is a hint, and grading must not wait for it.
 */
const MOST_WAITING = 50

/** Sends progress one after the other, without ever holding up or failing the run. */
export function sendProgress(
  update: (progress: Progress) => Promise<void>,
  onError: (error: Error) => void,
): { send(progress: Progress): void } {
  let last = Promise.resolve()
  let waiting = 0
  return {
    send(progress) {
      if (waiting >= MOST_WAITING) return
      waiting += 1
      last = last
        .then(() => update(progress))
        .catch(onError)
        .finally(() => (waiting -= 1))
    },
  }
}
