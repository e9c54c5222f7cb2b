import { setTimeout as sleep } from 'node:timers/promises'

const ATTEMPT_MS = 5_000
const PAUSE_MS = 1_000

/**
 * Hands over what a worker has to tell and does not give up while Redis is away: the work is done, only the message is
 * missing. Throws when `signal` is aborted first; then a run is graded again by whoever takes it next.
 */
export async function deliver(
  add: () => Promise<unknown>,
  { onError, signal }: { onError(error: Error): void; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      await Promise.race([add(), expire(ATTEMPT_MS)])
      return
    } catch (error) {
      onError(error as Error)
      await sleep(PAUSE_MS, undefined, { signal })
    }
  }
}

/**
 * ioredis may wait for ever on a server that is away. An attempt that succeeds late does no harm: the job id is the
 * same.
 */
async function expire(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false })
  throw new Error('Redis did not accept it in time')
}
