import { repeat, type Repetition } from './repeat.js'
import { withTimeout } from './with-timeout.js'

/** Work that is taken from a table, one piece at a time. */
export interface LaneWork<T> {
  /** The next piece, for this process alone; `null` where there is none. */
  claim(): Promise<T | null>
  handle(piece: T): Promise<void>
  onError(error: Error): void
}

/** A process that is asked to stop has not longer; what is under way then is taken over when its lease is over. */
const STOP_MS = 5_000

/**
 * Works on up to `count` pieces at a time: one that is slow holds up no other while there is room. Looks for pieces
 * when it is woken, when one is done, and at least every `everyMs`.
 */
export function workInLanes<T>(
  { claim, handle, onError }: LaneWork<T>,
  { count, everyMs }: { count: number; everyMs: number },
): Repetition {
  const atWork = new Set<Promise<void>>()
  const begin = (piece: T) => {
    const work = handle(piece)
      .catch(onError)
      .finally(() => {
        atWork.delete(work)
        looking.wake()
      })
    atWork.add(work)
  }
  const looking = repeat(
    async () => {
      while (atWork.size < count) {
        const piece = await claim()
        if (piece === null) return
        begin(piece)
      }
    },
    everyMs,
    onError,
  )
  return {
    wake: () => looking.wake(),
    async stop() {
      const ended = looking.stop().then(() => Promise.all(atWork))
      await withTimeout(ended, STOP_MS, 'work was still in progress').catch(onError)
    },
  }
}
