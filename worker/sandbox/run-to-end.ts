import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'
import { OutputLog } from './output-log.js'
import { runWithinLimits } from './run-within-limits.js'
import { noUsage, peakUsage, type Usage } from './usage.js'

/** How a program ended that was waited for. Success is exit code 0 and no limit broken. */
export interface EndFacts {
  exitCode: number
  limit: LimitKind | null
  /** The end of what it printed, compiler errors as the compiler gave them. */
  log: string
  outputBytes: number
  usage: Usage
}

export interface EndingProgram {
  seconds: number
  create(output: OutputSinks): Promise<PodContainer>
  /** Handed what ends the program for a limit that others watch. */
  onStart?(breakLimit: (kind: LimitKind) => void): void
}

const mostOutputBytes = 4 * 1024 * 1024
const keptLogLength = 16_000

/** Runs a program in a container of its own, and keeps the end of all that it printed. */
export async function runToEnd({ seconds, create, onStart: tell }: EndingProgram): Promise<EndFacts> {
  let usage = noUsage
  let log: OutputLog | undefined
  const onStart = async (container: PodContainer, breakLimit: (kind: LimitKind) => void) => {
    tell?.(breakLimit)
    container.followUsage((sample) => (usage = peakUsage(usage, sample))).catch(() => undefined) // a missed sample is no fact
  }
  const end = await runWithinLimits({ seconds, create, onStart }, (breakLimit) => {
    const kept = (log = new OutputLog(mostOutputBytes, () => breakLimit('output')))
    const write = (chunk: Buffer) => kept.write(chunk)
    return { stdout: write, stderr: write }
  })
  return { ...end, log: log?.tail(keptLogLength) ?? '', outputBytes: log?.bytes ?? 0, usage }
}
