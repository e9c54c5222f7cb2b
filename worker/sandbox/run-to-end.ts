import type { LimitKind } from '../../contracts/limits.js'
import type { OutputSinks, PodContainer } from './container.js'
import { OutputLog } from './output-log.js'
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
}

const mostOutputBytes = 4 * 1024 * 1024
const keptLogLength = 16_000

/** Runs a program in a container of its own, to its end or its limit. A daemon it leaves behind dies with the container. */
export async function runToEnd(program: EndingProgram): Promise<EndFacts> {
  let limit: LimitKind | null = null
  let usage = noUsage
  const log = new OutputLog(mostOutputBytes, () => void breakLimit('output'))
  const write = (chunk: Buffer) => log.write(chunk)
  await using container = await program.create({ stdout: write, stderr: write })
  const breakLimit = async (kind: LimitKind) => {
    limit ??= kind
    await container.signal('SIGKILL').catch(() => undefined) // PID 1's own deadline remains
  }
  const timer = setTimeout(() => void breakLimit('time'), program.seconds * 1000)
  try {
    await container.start()
    container.followUsage((sample) => (usage = peakUsage(usage, sample))).catch(() => undefined) // a missed sample is no fact
    const exit = await container.exited
    if (exit.oomKilled) limit ??= 'memory'
    return { exitCode: exit.exitCode, limit, log: log.tail(keptLogLength), outputBytes: log.bytes, usage }
  } finally {
    clearTimeout(timer)
  }
}
