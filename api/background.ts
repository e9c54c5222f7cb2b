/** Work that is taken from a table, one piece at a time. */
export interface PoolWork<T> {
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
export function workInPool<T>(
  { claim, handle, onError }: PoolWork<T>,
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

/** Work that goes on for as long as the process lives. */
export interface Repetition {
  /** Runs the task soon; again afterwards when it is under way already. */
  wake(): void
  /** Waits for a run under way, then no more. */
  stop(): Promise<void>
}

/** Runs a task at once, whenever it is woken and at least every `everyMs`; never twice at a time. */
export function repeat(task: () => Promise<void>, everyMs: number, onError: (error: Error) => void): Repetition {
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | undefined
  let isWoken = false
  let isStopped = false

  const run = () => {
    clearTimeout(timer)
    isWoken = false
    current = task()
      .catch(onError)
      .finally(() => {
        current = undefined
        if (isStopped) return
        timer = setTimeout(run, isWoken ? 0 : everyMs)
      })
  }
  run()
  return {
    wake() {
      if (isStopped) return
      isWoken = true
      if (!current) run()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await current
    },
  }
}

/** Rejects when `work` takes longer. The work itself goes on; whoever calls must bear that it may still succeed. */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), timeoutMs)
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
