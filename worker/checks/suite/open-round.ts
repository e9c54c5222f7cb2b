import { setTimeout as wait } from 'node:timers/promises'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { planStart } from '../../languages/plans.js'
import type { StartPlan } from '../../languages/conventions.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
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
  const pod = await sandbox.openPod({ identity, services, limits, language: round.language, imageNames })
  try {
    await untilAborted(signal, startService(request, round, plan, pod))
    return pod
  } catch (error) {
    await pod[Symbol.asyncDispose]()
    throw error
  }
}

async function startService(request: RoundRequest, round: Round, plan: StartPlan, pod: Pod): Promise<void> {
  const services = pod.startServices()
  await pod.placeSource(round.files)
  if (plan.build) {
    const { exitCode, limit, log } = await pod.build({ command: plan.build, env: plan.env })
    if (limit || exitCode !== 0)
      throw new Error(`${nameRound(round)} does not build: ${limit ?? log.slice(-shownLogLength)}`)
  }
  await services
  const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, 0)
  await subject.start()
  await awaitListener(request, round, pod, subject)
}

async function awaitListener({ exercise }: RoundRequest, round: Round, pod: Pod, subject: Subject): Promise<void> {
  const { startSeconds } = exercise.limits
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
