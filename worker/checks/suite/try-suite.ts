import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { SuitePlan } from '../../languages/conventions.js'
import { noUsage, peakUsage, type Usage } from '../../sandbox/container.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { EndFacts } from '../../sandbox/tool.js'
import { untilAborted, keepIfDone } from '../../sandbox/until-aborted.js'
import type { Examination, TestRun } from '../correctness/examination.js'
import { planRounds, type SuiteFacts, type Round } from './plan-rounds.js'
import { setTimeout as wait } from 'node:timers/promises'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Limits } from '../../../contracts/limits.js'
import { planStart } from '../../languages/plans.js'
import type { Pod } from '../../sandbox/pod.js'
import { type OpenedProgram, openProgram } from '../../sandbox/open-program.js'

export interface SuiteTrial extends RoundRequest {
  plan: SuitePlan
  language: string
  /** Of the pod that holds the suite, built. */
  heldBy: PodIdentity
  seed: string
  tests: readonly HiddenTest[]
  onTest(run: TestRun): void
}

/**
 * Runs a suite against each service of the exercise, every one in a fresh pod. It ends with the first run in which the
 * suite fails on a service that is right: what it says of bugs is worth nothing then.
 */
export async function trySuite(
  trial: SuiteTrial,
  sandbox: Sandbox,
): Promise<{ suite: SuiteFacts; examination: Examination }> {
  const { plan, language, heldBy, exercise, identity, imageNames, seed, signal, onTest } = trial
  const record = new TrialRecord(trial.tests)
  const open = (round: ReturnType<typeof planRounds>[number], index: number) =>
    openRound({ exercise, identity: { ...identity, part: `round-${index}` }, imageNames, signal }, round, sandbox)
  for await (const { plan: round, thing: pod } of openAhead(planRounds(exercise, seed), open)) {
    const startedAt = performance.now()
    const end = await untilAborted(
      signal,
      pod.runSuite({ command: plan.run, env: plan.env, language, heldBy, seconds: exercise.limits.suiteSeconds }),
    )
    if (round.bug) onTest(record.addBug(round.bug.name, end, performance.now() - startedAt))
    else if (record.addReference(end)) break
  }
  return record.conclude()
}

const keptLines = 60

/** Puts together what the suite did in each round. */
class TrialRecord {
  readonly #runs = new Map<string, TestRun>()
  readonly #tests: readonly HiddenTest[]
  #facts: SuiteFacts = { falseAlarm: null, referenceRuns: 0, stoppedRuns: 0 }
  #usage: Usage = noUsage
  #outputBytes = 0
  /** What it printed of a right service: the first, or the one that it failed on. */
  #log = ''

  constructor(tests: readonly HiddenTest[]) {
    this.#tests = tests
  }

  addBug(id: string, end: EndFacts, ms: number): TestRun {
    this.#take(end)
    const isCaught = end.limit === null && end.exitCode !== 0
    if (end.limit !== null) this.#facts = { ...this.#facts, stoppedRuns: this.#facts.stoppedRuns + 1 }
    const run: TestRun = {
      id,
      outcome: isCaught ? 'passed' : 'failed',
      message: isCaught ? null : explainMiss(end),
      ms,
      transcript: [],
      log: end.log.split('\n').slice(-keptLines),
    }
    this.#runs.set(id, run)
    return run
  }

  /** Whether the suite takes a right service for a wrong one. */
  addReference(end: EndFacts): boolean {
    this.#take(end)
    const isFalseAlarm = end.limit !== null || end.exitCode !== 0
    this.#facts = {
      ...this.#facts,
      referenceRuns: this.#facts.referenceRuns + 1,
      falseAlarm: isFalseAlarm ? end : null,
    }
    if (isFalseAlarm || this.#log === '') this.#log = end.log
    return isFalseAlarm
  }

  /** Where the suite failed on a right service no bug counts: it may have taken it for right by mere chance. */
  conclude(): { suite: SuiteFacts; examination: Examination } {
    const { falseAlarm } = this.#facts
    const runs = falseAlarm ? new Map(this.#tests.map(({ id }) => [id, notRun(id)])) : this.#runs
    const { cpuSeconds, peakMemoryMb, peakPids } = this.#usage
    return {
      suite: this.#facts,
      examination: {
        start: { ready: true },
        runs,
        timedOut: false,
        deaths: [],
        limit: falseAlarm?.limit ?? null,
        isDataFull: false,
        wasPortTaken: false,
        hasServiceDied: false,
        usage: { cpuSeconds, peakMemoryMb, peakPids, outputBytes: this.#outputBytes },
        log: this.#log,
      },
    }
  }

  #take({ usage, outputBytes }: EndFacts): void {
    this.#usage = { ...peakUsage(this.#usage, usage), cpuSeconds: this.#usage.cpuSeconds + usage.cpuSeconds }
    this.#outputBytes = Math.max(this.#outputBytes, outputBytes)
  }
}

const notRun = (id: string): TestRun => ({ id, outcome: 'not-run', message: null, ms: 0, transcript: [], log: [] })

const explainMiss = ({ limit }: EndFacts): string =>
  limit === null
    ? 'The suite passed on the service with this bug.'
    : `The suite was stopped at its limit (${limit}) on the service with this bug, which does not count as caught.`

/**
 * Opens things in order, the next one while the present one is used, and disposes of each when the caller goes on.
 * What was opened and never used is disposed of when the caller stops.
 */
export async function* openAhead<Plan, Thing extends AsyncDisposable>(
  plans: readonly Plan[],
  open: (plan: Plan, index: number) => Promise<Thing>,
): AsyncGenerator<{ plan: Plan; thing: Thing }> {
  let next = openQuietly(plans, 0, open)
  try {
    for (const [index, plan] of plans.entries()) {
      await using thing = await (next as Promise<Thing>)
      next = openQuietly(plans, index + 1, open)
      yield { plan, thing }
    }
  } finally {
    await (await next?.catch(() => undefined))?.[Symbol.asyncDispose]()
  }
}

/** That it failed is thrown when its turn comes; until then nobody may be listening. */
function openQuietly<Plan, Thing>(
  plans: readonly Plan[],
  index: number,
  open: (plan: Plan, index: number) => Promise<Thing>,
): Promise<Thing> | undefined {
  const plan = plans[index]
  if (plan === undefined) return undefined
  const opening = open(plan, index)
  opening.catch(() => undefined)
  return opening
}

export interface RoundRequest {
  exercise: ExercisePackage
  identity: PodIdentity
  imageNames: readonly string[]
  signal: AbortSignal
}

const lookMs = 50
const shownLogLength = 2000

/**
 * The service of a round, listening, in a pod of its own with empty data. It is the exercise's own, so one that does
 * not come up is our fault or its author's: it is thrown.
 */
export async function openRound(request: RoundRequest, round: Round, sandbox: Sandbox): Promise<Pod> {
  const { exercise, identity, imageNames, signal } = request
  const plan = planStart(round.language, round.files)
  if ('refusal' in plan) throw new Error(`${nameRound(round)} does not start: ${plan.refusal}`)
  const { limits, services } = exercise
  const program = await openProgram(
    {
      pod: { identity, services, limits, language: round.language, imageNames },
      source: round.files,
      builds: plan.build ? [plan.build] : [],
      start: plan.start,
      env: plan.env,
      restartsAfterDeath: 0,
      signal,
    },
    sandbox,
  )
  await keepIfDone(signal, program, startService(program, round, limits))
  return program.pod
}

async function startService(program: OpenedProgram<undefined>, round: Round, { startSeconds }: Limits): Promise<void> {
  if (program.failedBuild) {
    const { limit, log } = program.failedBuild
    throw new Error(`${nameRound(round)} does not build: ${limit ?? log.slice(-shownLogLength)}`)
  }
  const { pod, subject } = program
  await subject.start()
  const deadline = performance.now() + startSeconds * 1000
  let hasEnded = false
  subject.ended.then(
    () => (hasEnded = true),
    () => (hasEnded = true),
  )
  while (!(await pod.isListening())) {
    if (hasEnded) throw new Error(`${nameRound(round)} ended before it listened: ${subject.log.tail(shownLogLength)}`)
    if (performance.now() > deadline)
      throw new Error(
        `${nameRound(round)} did not listen within ${startSeconds} s: ${subject.log.tail(shownLogLength)}`,
      )
    await wait(lookMs)
  }
}

const nameRound = ({ bug, language }: Round) =>
  bug ? `The service with the bug "${bug.name}"` : `The reference in ${language}`
