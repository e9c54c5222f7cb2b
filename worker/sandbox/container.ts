import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Duplex, type Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { type Container, type ContainerStats } from 'dockerode'
import { deferred } from './until-aborted.js'
import { callEngine } from './engine-answers.js'
import { type ContainerPlan, hardenedOptions } from './hardening.js'

export interface ExitFacts {
  exitCode: number
  /** The kernel killed a process of the container for memory; PID 1 may still have exited by itself. */
  oomKilled: boolean
}

/** A container of a pod, from creation to removal. Disposing of it removes it, whatever state it is in. */
export interface PodContainer extends AsyncDisposable {
  readonly id: string
  /** Starts it with its output attached, so that not a byte is missed. */
  start(): Promise<void>
  /** Settles when PID 1 has ended; rejects when the engine cannot tell. Only after `start`. */
  readonly exited: Promise<ExitFacts>
  writeInput(text: string): Promise<void>
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  isRunning(): Promise<boolean>
  /** Tells what it has used so far, about once a second while it runs. Returns once the engine has begun to tell. */
  followUsage(onSample: (usage: Usage) => void): Promise<void>
  /** What it has used so far, asked for now. */
  readUsage(): Promise<Usage>
  /** What it has used up to this moment: exact while it is paused. */
  readUsageNow(): Promise<UsageNow>
  /** Places a clean tar into a writable volume of the container. */
  putArchive(tar: NodeJS.ReadableStream, path: string): Promise<void>
}

export interface OutputSinks {
  stdout(chunk: Buffer): void
  stderr(chunk: Buffer): void
}

/** Creates, but does not start, a hardened container. */
export async function createContainer(docker: Docker, plan: ContainerPlan, output: OutputSinks): Promise<PodContainer> {
  const container = await docker.createContainer(hardenedOptions(plan))
  let stream: Duplex | undefined
  let samples: Readable | undefined
  const exit = deferred<ExitFacts>()
  exit.promise.catch(() => undefined) // whoever awaits `exited` gets the fault; nobody may have to
  return {
    id: container.id,
    exited: exit.promise,
    async start() {
      stream = (await container.attach({
        stream: true,
        hijack: true,
        stdin: plan.takesInput,
        stdout: true,
        stderr: true,
      })) as Duplex
      docker.modem.demuxStream(stream, sink(output.stdout), sink(output.stderr))
      await callEngine('start', () => container.start())
      followExit(container, stream).then(exit.resolve, exit.reject)
    },
    async writeInput(text) {
      if (!stream?.writable) throw new Error('The input of the container is closed')
      if (!stream.write(text)) await once(stream, 'drain')
    },
    async signal(name) {
      await callEngine('kill', () => container.kill({ signal: name }))
    },
    async pause() {
      await callEngine('pause', () => container.pause())
    },
    async resume() {
      await callEngine('unpause', () => container.unpause())
    },
    isRunning: async () => (await container.inspect()).State.Running,
    async followUsage(onSample) {
      samples = (await container.stats({ stream: true })) as Readable
      readSamples(samples, onSample)
    },
    readUsage: async () => readUsage(await readStats(container)),
    readUsageNow: async () => readUsageNow(await readStats(container)),
    putArchive: async (tar, path) => {
      await container.putArchive(tar, { path })
    },
    async [Symbol.asyncDispose]() {
      stream?.destroy()
      samples?.destroy()
      await removeContainer(container)
    },
  }
}

const sink = (write: (chunk: Buffer) => void) =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      write(chunk)
      done()
    },
  })

/**
 * `not-running` answers at once for a container that is already over, so no exit is missed by asking after the start.
 */
async function followExit(container: Container, stream: Duplex): Promise<ExitFacts> {
  const { StatusCode } = (await callEngine('wait', () => container.wait({ condition: 'not-running' }))) as {
    StatusCode: number
  }
  await Promise.race([finished(stream, { writable: false }).catch(() => undefined), pauseFor(outputDrainMs)])
  const { State } = await container.inspect()
  return { exitCode: StatusCode, oomKilled: State.OOMKilled }
}

/** How long after the exit the last output may take to arrive. */
const outputDrainMs = 500
const pauseFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** The engine's stream: asking for single samples instead would wait for its next tick, up to a second each. */
function readSamples(samples: Readable, onSample: (usage: Usage) => void): void {
  samples.on('error', () => undefined) // a missed sample is no fact
  createInterface({ input: samples }).on('line', (line) => {
    const stats = JSON.parse(line) as ContainerStats
    if (stats.pids_stats?.current !== undefined) onSample(readUsage(stats)) // one that has ended is told as empty
  })
}

/** `one-shot`: without it the engine takes two samples a second apart, to have something to compare with. */
const readStats = (container: Container) => container.stats({ stream: false, 'one-shot': true })

/** Kills and removes a container. Already gone, or being removed by somebody else, is as good. */
export async function removeContainer(container: Container): Promise<void> {
  await callEngine('remove', () => container.remove({ force: true, v: true }))
}

/** What a container has used so far. */
export interface Usage {
  cpuSeconds: number
  peakMemoryMb: number
  peakPids: number
  pidsLimit: number
}

export const noUsage: Usage = { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, pidsLimit: 0 }

/** Reads one sample of the engine. cgroup v1 gives the peak itself (`max_usage`), v2 only the current value. */
export function readUsage(stats: ContainerStats): Usage {
  const memory = (stats.memory_stats ?? {}) as { usage?: number; max_usage?: number }
  return {
    cpuSeconds: readCpuSeconds(stats),
    peakMemoryMb: (memory.max_usage ?? memory.usage ?? 0) / (1024 * 1024),
    peakPids: stats.pids_stats?.current ?? 0,
    pidsLimit: Number((stats.pids_stats as { limit?: number } | undefined)?.limit ?? 0),
  }
}

const readCpuSeconds = (stats: ContainerStats) => (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9

/** What a container has used up to a moment. */
export interface UsageNow {
  cpuSeconds: number
  /** Held at that moment, without the files that the kernel would drop when asked. */
  memoryMb: number
}

/** Reads one sample as what holds now: `inactive_file` is cgroup v2's word, `total_inactive_file` that of v1. */
export function readUsageNow(stats: ContainerStats): UsageNow {
  const memory = (stats.memory_stats ?? {}) as { usage?: number; stats?: Record<string, number> }
  const cached = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0
  return {
    cpuSeconds: readCpuSeconds(stats),
    memoryMb: Math.max(0, (memory.usage ?? 0) - cached) / (1024 * 1024),
  }
}

/** Samples of one container only grow: each figure's largest value stands. */
export const peakUsage = (a: Usage, b: Usage): Usage => ({
  cpuSeconds: Math.max(a.cpuSeconds, b.cpuSeconds),
  peakMemoryMb: Math.max(a.peakMemoryMb, b.peakMemoryMb),
  peakPids: Math.max(a.peakPids, b.peakPids),
  pidsLimit: Math.max(a.pidsLimit, b.pidsLimit),
})

/** Two containers one after the other, as the lives of a restarted subject: CPU adds up, peaks do not. */
export const addUsage = (a: Usage, b: Usage): Usage => ({ ...peakUsage(a, b), cpuSeconds: a.cpuSeconds + b.cpuSeconds })
