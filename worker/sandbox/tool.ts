import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'
import { runWithinLimits } from './run-within-limits.js'

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
