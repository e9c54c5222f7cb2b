import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'

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

/** Runs a tool in a container of its own, to its end or its limit. */
export async function runTool(plan: ToolPlan, create: (output: OutputSinks) => Promise<PodContainer>): Promise<ToolEnd> {
  let limit: LimitKind | null = null
  let bytes = 0
  const chunks: Buffer[] = []
  let stderr = ''
  const count = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > plan.outputBytes) void breakLimit('output')
    return bytes <= plan.outputBytes
  }
  await using container = await create({
    stdout: (chunk) => count(chunk) && chunks.push(chunk),
    stderr: (chunk) => count(chunk) && (stderr = (stderr + chunk.toString('utf8')).slice(-keptErrorBytes)),
  })
  const breakLimit = async (kind: LimitKind) => {
    limit ??= kind
    await container.signal('SIGKILL').catch(() => undefined) // PID 1's own deadline remains
  }
  const timer = setTimeout(() => void breakLimit('time'), plan.seconds * 1000)
  try {
    await container.start()
    if (plan.input !== undefined) await container.writeInput(plan.input)
    const exit = await container.exited
    if (exit.oomKilled) limit ??= 'memory'
    return { exitCode: exit.exitCode, limit, stdout: Buffer.concat(chunks).toString('utf8'), stderr }
  } finally {
    clearTimeout(timer)
  }
}
