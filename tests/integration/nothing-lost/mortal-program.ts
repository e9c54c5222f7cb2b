import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A program of ours that is killed without warning and started again, as a supervisor would. */
export interface MortalProgram {
  name: string
  kill(): void
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** What it wrote last, for a failing test. */
  output(): string
}

const restartDelayMs = 500
const keptOutput = 4000

export function startMortalProgram(name: string, file: string, env: NodeJS.ProcessEnv): MortalProgram {
  let child: ChildProcess
  let isStopping = false
  let output = ''
  const start = () => {
    if (isStopping) return // it was told to stop while it waited to start again
    child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput)))
    child.once('exit', () => {
      if (!isStopping) setTimeout(start, restartDelayMs)
    })
  }
  start()
  return {
    name,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      isStopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
    output: () => output,
  }
}
