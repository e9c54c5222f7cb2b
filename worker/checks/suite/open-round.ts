import { setTimeout as wait } from 'node:timers/promises'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Limits } from '../../../contracts/limits.js'
import { planStart } from '../../languages/plans.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { type OpenedProgram, openProgram } from '../../sandbox/open-program.js'
import { keepIfDone } from '../../sandbox/until-aborted.js'
import type { Round } from './plan-rounds.js'

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
