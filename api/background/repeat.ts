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
