import type { ExercisePackage } from '../../../contracts/exercise-package.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Language } from '../../../contracts/language.js'
import type { Scenario } from '../../../contracts/protocol/speed.js'
import { planStart } from '../../languages/plan-start.js'
import type { StartPlan } from '../../languages/start-plan.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Pod } from '../../sandbox/pod.js'
import type { PodCores } from '../../sandbox/pod-members.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { untilAborted } from '../../until-aborted.js'
import { createPodSide } from './pod-side.js'
import type { Side } from './side.js'
import { SpeedSession } from './speed-session.js'

export interface SideRequest {
  name: Side['name']
  source: SourceTree
  exercise: ExercisePackage
  language: Language
  seed: string
  identity: PodIdentity
  cores?: PodCores
  imageNames: readonly string[]
  signal: AbortSignal
}

/** A side that does not come up, in words for a learner. Whose doing it is depends on the side. */
export class SideIsDown extends Error {}

/** A side and all that it is made of; disposing of it leaves nothing. */
export interface OpenedSide extends AsyncDisposable {
  side: Side
  scenarios: readonly Scenario[]
}

/**
 * Builds and starts one side in a pod of its own and leaves it frozen. Throws `SideIsDown` where it does not come up.
 */
export async function openSide(request: SideRequest, sandbox: Sandbox): Promise<OpenedSide> {
  const { name, source, exercise, language, identity, cores, imageNames, signal } = request
  const plan = planStart(language, source)
  if ('refusal' in plan) throw new SideIsDown(`The ${name} does not start: ${plan.refusal}`)
  const { limits, services } = exercise
  const pod = await sandbox.openPod({ identity, services, limits, language, imageNames, ...(cores && { cores }) })
  try {
    return await untilAborted(signal, bringUp(request, plan, pod))
  } catch (error) {
    await pod[Symbol.asyncDispose]()
    throw error
  }
}

async function bringUp(request: SideRequest, plan: StartPlan, pod: Pod): Promise<OpenedSide> {
  await buildSide(request, plan, pod)
  return await startSide(request, plan, pod)
}

async function buildSide({ name, source }: SideRequest, plan: StartPlan, pod: Pod): Promise<void> {
  await pod.placeSource(source)
  if (!plan.build) return
  const { exitCode, limit, log } = await pod.build({ command: plan.build, env: plan.env })
  if (limit || exitCode !== 0)
    throw new SideIsDown(`The ${name} does not build in the speed check: ${limit ?? log.slice(-1000)}`)
}

/** The subject gets one life: one that ends by itself while it is measured has failed. */
async function startSide({ name, exercise, seed }: SideRequest, plan: StartPlan, pod: Pod): Promise<OpenedSide> {
  const opening = SpeedSession.open((output) => pod.startExaminer(output, 'speed.js'), { files: exercise.files, seed })
  const [{ session, scenarios }] = await Promise.all([opening, pod.startServices()])
  const startMs = exercise.limits.startSeconds * 1000
  const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, 0)
  await subject.start()
  const port = pod.listeners[0]?.port ?? 0
  const ready = await session.ask(
    { type: 'open', port, listeners: pod.listeners, startMs, services: pod.access },
    'ready',
    'not-ready',
  )
  if (ready.type === 'not-ready')
    throw new SideIsDown(`The ${name} does not respond in the speed check: ${ready.detail}`)
  const side = createPodSide({ name, pod, subject, session, startMs })
  await side.freeze()
  return { side, scenarios, [Symbol.asyncDispose]: () => pod[Symbol.asyncDispose]() }
}
