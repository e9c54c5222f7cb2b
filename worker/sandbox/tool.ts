import type { LimitKind } from '../../contracts/limits.js'
import { noUsage, type OutputSinks, peakUsage, type PodContainer, type Usage } from './container.js'
import { OutputLog } from './output-log.js'

/** A program of ours that reads the source of a pod, which lies read-only in `/app`. */
export interface ToolPlan {
  /** Name of the image that has it. */
  image: string
  command: readonly string[]
  env?: Readonly<Record<string, string>>
  /** What it gets on its standard input, which stays open. */
  input?: string
  memoryMb: number
  seconds: number
  /** Bytes it may print on both outputs together. */
  outputBytes: number
}

/** How a tool ended. Whoever asked for it knows what that means. */
export interface ToolEnd {
  exitCode: number
  limit: LimitKind | null
  stdout: string
  /** The end of it. */
  stderr: string
}

const keptErrorBytes = 4000

/** Runs a tool in a container of its own, and keeps what it printed. */
export async function runTool(
  { seconds, input, outputBytes }: ToolPlan,
  create: (output: OutputSinks) => Promise<PodContainer>,
): Promise<ToolEnd> {
  let bytes = 0
  const chunks: Buffer[] = []
  let stderr = ''
  const onStart = async (container: PodContainer) => {
    if (input !== undefined) await container.writeInput(input)
  }
  const end = await runWithinLimits({ seconds, create, onStart }, (breakLimit) => {
    const keeping = (keep: (chunk: Buffer) => void) => (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= outputBytes) keep(chunk)
      else breakLimit('output')
    }
    return {
      stdout: keeping((chunk) => chunks.push(chunk)),
      stderr: keeping((chunk) => (stderr = (stderr + chunk.toString('utf8')).slice(-keptErrorBytes))),
    }
  })
  return { ...end, stdout: Buffer.concat(chunks).toString('utf8'), stderr }
}

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
async function runWithinLimits(
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
