import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import type { SuiteLine } from '../../../contracts/protocol/test-runner.js'
import { keepOutput, killGroup } from '../examiner/child-process.js'
import { readMessages } from '../examiner/worker-lines.js'

const keptOutput = 4000
const mostBytes = 32 * 1024 * 1024
/** How long what a runner printed may lag behind its end. */
const outputLagMs = 500

export interface SuiteRun {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
}

export interface SuiteProcess {
  /** What the runner tells, until it ends. */
  messages(): AsyncGenerator<SuiteLine>
  /** Lets a runner that waits after a test go on. */
  proceed(): void
  kill(): void
  /** How it ended, and the last it printed. */
  describeEnd(): Promise<string>
}

/**
 * A runner as a process of its own, in a group that ends with it. What it prints is kept only to explain a crash: what
 * it has to tell comes over descriptor 3, which it also waits on.
 */
export function startSuite({ command, args, cwd, env }: SuiteRun): SuiteProcess {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const channel = child.stdio[3] as Duplex
  const output = keepOutput(child, keptOutput)
  channel.on('error', () => undefined) // The process ended while it was spoken to: its exit is told.
  const exited = new Promise<string>((resolve) => {
    child.on('error', ({ message }) => resolve(message))
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  const closed = new Promise((resolve) => child.on('close', resolve))
  const kill = () => killGroup(child)

  return {
    async *messages() {
      try {
        yield* readMessages(bound(channel, kill))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
      }
    },
    proceed: () => void channel.write('\n'),
    kill,
    async describeEnd() {
      const end = await exited
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, outputLagMs))])
      return `${end}. ${output().trim()}`
    },
  }
}

/** A runner that tells too much ends: transcripts are as long as the service makes them. */
async function* bound(channel: AsyncIterable<Buffer>, end: () => void): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of channel) {
    bytes += chunk.length
    if (bytes > mostBytes) return end()
    yield chunk
  }
}
