import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'
import { OutputLog } from './output-log.js'

/** How a build ended. Success is exit code 0 and no limit broken. */
export interface BuildFacts {
  exitCode: number
  limit: LimitKind | null
  /** The end of what it printed, compiler errors as the compiler gave them. */
  log: string
}

export interface BuildPlan {
  seconds: number
  create(output: OutputSinks): Promise<PodContainer>
}

const outputBytes = 4 * 1024 * 1024
export const keptLogLength = 16_000

/** Runs the build in a container of its own, to its end or its limit. A daemon it leaves behind dies with the container. */
export async function runBuild(plan: BuildPlan): Promise<BuildFacts> {
  let limit: LimitKind | null = null
  const log = new OutputLog(outputBytes, () => void breakLimit('output'))
  const write = (chunk: Buffer) => log.write(chunk)
  await using container = await plan.create({ stdout: write, stderr: write })
  const breakLimit = async (kind: LimitKind) => {
    limit ??= kind
    await container.signal('SIGKILL').catch(() => undefined) // PID 1's own deadline remains
  }
  const timer = setTimeout(() => void breakLimit('time'), plan.seconds * 1000)
  try {
    await container.start()
    const exit = await container.exited
    if (exit.oomKilled) limit ??= 'memory'
    return { exitCode: exit.exitCode, limit, log: log.tail(keptLogLength) }
  } finally {
    clearTimeout(timer)
  }
}
