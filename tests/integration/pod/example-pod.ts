import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { defaultLimits } from '../../../contracts/limits.js'
import { serviceNames, type ServiceName } from '../../../contracts/exercise/manifest.js'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import type { PodIdentity } from '../../../worker/sandbox/labels.js'
import type { Pod } from '../../../worker/sandbox/pod.js'
import { createSandbox } from '../../../worker/sandbox/sandbox.js'

export const engine = connectEngine(process.env.DOCKER_HOST)
export const sandbox = createSandbox(engine)

export const exampleLimits = { ...defaultLimits, cpus: 0.75, memoryMb: 160, pids: 40, diskMb: 24, buildMemoryMb: 200 }

export const newIdentity = (changes: Partial<PodIdentity> = {}): PodIdentity => ({
  runId: randomUUID(),
  delivery: 1,
  worker: 'pod-tests',
  lifetimeSeconds: 300,
  ...changes,
})

type Services = readonly ServiceName[]

/** A pod with a program of one file as its source. Nothing but the holder runs yet. */
export async function openExamplePod(
  program: string,
  identity = newIdentity(),
  services: Services = serviceNames,
  language: 'node' | 'python' = 'node',
): Promise<Pod> {
  const pod = await sandbox.openPod({
    identity,
    services,
    limits: exampleLimits,
    language,
    imageNames: ['holder', 'examiner', language, ...services],
  })
  try {
    await pod.placeSource(new Map([[language === 'node' ? 'server.js' : 'main.py', Buffer.from(program)]]))
    return pod
  } catch (error) {
    await pod[Symbol.asyncDispose]()
    throw error
  }
}

/** How the program of a pod is started, by its language. */
export const startMain = { command: ['python3', 'main.py'], env: {} }
export const startServer = { command: ['node', 'server.js'], env: { PATH: '/usr/local/bin:/usr/bin:/bin' } }

/** Waits until the subject has printed a line that begins with `start`, and returns it. */
export async function awaitLine(
  subject: { log: { linesSince(atMs: number): string[] } },
  start: string,
  sinceMs = 0,
): Promise<string> {
  const ticks = new PassThrough()
  const timer = setInterval(() => void ticks.write('.'), 50)
  const deadline = AbortSignal.timeout(60_000)
  try {
    for (;;) {
      const line = subject.log.linesSince(sinceMs).find((text) => text.startsWith(start))
      if (line !== undefined) return line
      await once(ticks, 'data', { signal: deadline })
    }
  } finally {
    clearInterval(timer)
  }
}
