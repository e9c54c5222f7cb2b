import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'

export interface LimitedRun {
  seconds: number
  create(output: OutputSinks): Promise<PodContainer>
  /** Told once it runs, with what ends it for a limit that others watch. */
  onStart?(container: PodContainer, breakLimit: (kind: LimitKind) => void): Promise<void>
}

/**
 * Runs a container to its end or its limit, and removes it: a daemon that the program leaves behind dies with it.
 * `receive` makes the sinks of its output, and may end it for what it prints.
 */
export async function runWithinLimits(
  { seconds, create, onStart }: LimitedRun,
  receive: (breakLimit: (kind: LimitKind) => void) => OutputSinks,
): Promise<{ exitCode: number; limit: LimitKind | null }> {
  let limit: LimitKind | null = null
  const breakLimit = (kind: LimitKind) => {
    limit ??= kind
    container.signal('SIGKILL').catch(() => undefined) // PID 1's own deadline remains
  }
  await using container = await create(receive(breakLimit))
  const timer = setTimeout(() => breakLimit('time'), seconds * 1000)
  try {
    await container.start()
    await onStart?.(container, breakLimit)
    const { exitCode, oomKilled } = await container.exited
    if (oomKilled) limit ??= 'memory'
    return { exitCode, limit }
  } finally {
    clearTimeout(timer)
  }
}
