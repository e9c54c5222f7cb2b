import { spawn } from 'node:child_process'
import { readMessages } from '../examiner/read-messages.mjs'

const keptOutput = 4000
const mostBytes = 32 * 1024 * 1024
/** How long what a runner printed may lag behind its end. */
const outputLagMs = 500

/**
 * A runner as a process of its own, in a group that ends with it. What it prints is kept only to explain a crash: what
 * it has to tell comes over descriptor 3, which it also waits on.
 * @param {{ command: string, args: string[], cwd: string, env: Record<string, string> }} run
 */
export function startSuite({ command, args, cwd, env }) {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const channel = child.stdio[3]
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output = (output + text).slice(-keptOutput)))
  channel.on('error', () => undefined) // The process ended while it was spoken to: its exit is told.
  const exited = new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message))
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  const closed = new Promise((resolve) => child.on('close', resolve))
  function kill() {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }

  return {
    /** What the runner tells, until it ends. */
    async *messages() {
      try {
        yield* readMessages(bound(channel, kill))
      } catch (error) {
        if (error.code !== 'ECONNRESET') throw error
      }
    },
    /** Lets a runner that waits after a test go on. */
    proceed: () => channel.write('\n'),
    kill,
    /** How it ended, and the last it printed. */
    async describeEnd() {
      const end = await exited
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, outputLagMs))])
      return `${end}. ${output.trim()}`
    },
  }
}

/** A runner that tells too much ends: transcripts are as long as the service makes them. */
async function* bound(channel, end) {
  let bytes = 0
  for await (const chunk of channel) {
    bytes += chunk.length
    if (bytes > mostBytes) return end()
    yield chunk
  }
}
