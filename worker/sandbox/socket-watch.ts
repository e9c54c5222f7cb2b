import { setTimeout as wait } from 'node:timers/promises'

/**
 * How many queues of a pod's sockets may hold something at the same time. A queue takes up 85 to 131 KB of kernel
 * memory when it is full, which cgroup v1 counts as nobody's: so they hold 45 to 64 MB. Our own load has 64 connections
 * at most.
 */
export const mostQueues = 512

/** Between two looks: a look at a pod of few sockets costs a holder next to nothing. */
const everyMs = 250

/**
 * Calls `onTooMany` at each look that finds more queues than a pod may have, whoever's they are: only learners' code
 * opens connections without a bound. A look that fails is made again.
 */
export function watchSockets(countQueues: () => Promise<number>, onTooMany: () => void): Disposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const watch = async () => {
    for (;;) {
      await wait(everyMs, undefined, { ref: false, signal })
      const queues = await countQueues().catch(() => 0)
      if (queues > mostQueues && !signal.aborted) onTooMany()
    }
  }
  watch().catch(() => undefined) // ends by its signal alone
  return { [Symbol.dispose]: () => stopping.abort() }
}
