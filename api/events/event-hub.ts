import type { Notifications } from '../database/notifications.js'

/** Wakes whoever waits for something to happen to a submission. */
export interface EventHub {
  /** Resolves at the next event of the submission, after `timeoutMs`, or once `signal` is aborted or the hub closes. */
  wait(submissionId: string, timeoutMs: number, signal: AbortSignal): Promise<void>
  readonly isClosed: boolean
  close(): void
}

/** Every stream also looks by itself now and then, so a notification that is lost costs a delay only. */
export function openEventHub(notifications: Notifications): EventHub {
  const waiting = new Map<string, Set<() => void>>()
  let isClosed = false
  const wake = (submissionId: string) => {
    for (const resolve of waiting.get(submissionId) ?? []) resolve()
  }
  const stopListening = notifications.on('assay_events', wake)

  return {
    wait(submissionId, timeoutMs, signal) {
      if (isClosed || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          const others = waiting.get(submissionId)
          others?.delete(finish)
          if (others?.size === 0) waiting.delete(submissionId)
          resolve()
        }
        const timer = setTimeout(finish, timeoutMs)
        signal.addEventListener('abort', finish)
        waiting.set(submissionId, (waiting.get(submissionId) ?? new Set()).add(finish))
      })
    },
    get isClosed() {
      return isClosed
    },
    close() {
      isClosed = true
      stopListening()
      for (const submissionId of [...waiting.keys()]) wake(submissionId)
    },
  }
}
