import type { ChildProcess } from 'node:child_process'

/** The last that a process prints, to explain its end. */
export function keepOutput({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>, length: number): () => string {
  let output = ''
  for (const stream of [stdout, stderr])
    stream?.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-length)))
  return () => output
}

/** Ends a process that was started `detached`, with all that it has started. */
export function killGroup({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
