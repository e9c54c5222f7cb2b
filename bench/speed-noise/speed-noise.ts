import { performance } from 'node:perf_hooks'
import { assessDirectly } from '../../worker/assess.js'
import { describeGuarantees } from '../../worker/checks/speed/cores.js'
import { connectEngine } from '../../worker/sandbox/engine.js'
import { createSandbox, type Sandbox } from '../../worker/sandbox/sandbox.js'
import { ContenderSpeed } from './contender-speed.js'
import { readContenders, type Contender } from './contenders.js'
import { readRun, RunRecord } from './noise-runs.js'
import { summariseRuns } from './summarise-runs.js'

export interface SpeedNoiseOptions {
  /** Runs of the good and of the mediocre submission; half of it of the others. */
  rounds: number
  /** Contenders whose name has one of these in it, with commas between; all where absent. */
  only: string | undefined
  /** Where runs are kept: those in it are not taken again. */
  record: string | undefined
  /** No run begins after so many minutes. */
  minutes: number
  /** Submissions that are graded beside, at a time. */
  neighbours: number
  dockerHost: string | undefined
  print(line: string): void
}

const folders = ['exercises/todo-api', 'exercises/orders-api']

/**
 * Measures the same submissions again and again, in turns, while others are graded on the same host, and tells how much
 * their speed wavers.
 */
export async function measureSpeedNoise(options: SpeedNoiseOptions): Promise<void> {
  const { rounds, only, print } = options
  const all = await readContenders(folders)
  const contenders = all.filter(
    ({ name }) => only === undefined || only.split(',').some((part) => name.includes(part.trim())),
  )
  if (contenders.length === 0)
    throw new Error(`No submission has such a name. There are: ${all.map(({ name }) => name).join(', ')}`)
  const sandbox = createSandbox(connectEngine(options.dockerHost))
  await sandbox.reap()
  const record = await RunRecord.open(options.record)
  print(describeGuarantees((await sandbox.describeHost()).cpus))
  print(`${rounds} rounds, ${options.neighbours} neighbours.`)
  const stopping = new AbortController()
  const neighbours = Array.from({ length: options.neighbours }, () =>
    gradeNeighbours(all, sandbox, stopping.signal, print),
  )
  try {
    await takeRounds(contenders, record, sandbox, options)
  } finally {
    stopping.abort()
    await Promise.all(neighbours)
  }
  for (const line of summariseRuns(contenders, record.runs)) print(line)
}

/** Round by round, so that a slow hour of the machine falls on all, and an early end leaves as many runs of each. */
async function takeRounds(
  contenders: readonly Contender[],
  record: RunRecord,
  sandbox: Sandbox,
  { rounds, minutes, print }: SpeedNoiseOptions,
): Promise<void> {
  const endsAt = performance.now() + minutes * 60_000
  const speed = new ContenderSpeed(sandbox)
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      if (record.countOf(contender.name) >= Math.ceil(round * contender.share)) continue
      if (performance.now() >= endsAt) return print(`The ${minutes} minutes are over in round ${round}.`)
      const began = performance.now()
      const run = readRun(
        contender.name,
        contender.sample.expectation,
        await speed.measure(contender),
        performance.now() - began,
      )
      await record.add(run)
      print(`<!-- round ${round}: ${run.contender} ${run.speed ?? run.state}, ${Math.round(run.ms / 1000)} s -->`)
    }
  }
}

/** The company that a speed check has: references, graded without their speed, one after the other. */
async function gradeNeighbours(
  all: readonly Contender[],
  sandbox: Sandbox,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  const references = all.filter(({ claim }) => claim === 'reference')
  for (let at = 0; !signal.aborted && references.length > 0; at += 1) {
    const neighbour = references[at % references.length] as Contender
    try {
      await gradeWhole(neighbour, sandbox, signal)
    } catch (error) {
      if (!signal.aborted) print(`<!-- a neighbour failed: ${(error as Error).message} -->`)
    }
  }
}

async function gradeWhole(
  { sample, exercise, digest }: Contender,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<void> {
  const { files: source, language } = sample
  await assessDirectly(
    {
      measuresSpeed: false,
      source,
      exercise,
      exerciseDigest: digest,
      language,
      worker: `bench-${process.pid}`,
      signal,
    },
    sandbox,
  )
}
