import { repeat, type Repetition } from './repeat.js'
import { withTimeout } from './with-timeout.js'

/** Work that is taken from a table, one piece at a time. */
export interface LaneWork<T> {
  /** The next piece, for this process alone; `null` where there is none. */
  claim(): Promise<T | null>
  handle(piece: T): Promise<void>
  onError(error: Error): void
}

/** All but the first lane are woken by the lane before them; this only guards against being forgotten. */
const IDLE_MS = 60_000

/** A process that is asked to stop has not longer; what is under way then is taken over when its lease is over. */
const STOP_MS = 5_000

/**
 * Works on up to `count` pieces at a time: one that is slow holds up its own lane only. Looks for pieces when it is
 * woken, and at least every `everyMs`.
 */
export function workInLanes<T>({ claim, handle, onError }: LaneWork<T>, { count, everyMs }: { count: number; everyMs: number }): Repetition {
  const lanes: Repetition[] = []
  for (let at = 0; at < count; at += 1) {
    const work = async () => {
      const piece = await claim()
      if (piece === null) return
      lanes[at + 1]?.wake()
      try {
        await handle(piece)
      } finally {
        lanes[at]?.wake()
      }
    }
    lanes.push(repeat(work, at === 0 ? everyMs : IDLE_MS, onError))
  }
  return {
    wake: () => lanes[0]?.wake(),
    async stop() {
      await withTimeout(Promise.all(lanes.map((lane) => lane.stop())), STOP_MS, 'work was left under way').catch(onError)
    },
  }
}
