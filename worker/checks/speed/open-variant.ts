import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Language } from '../../../contracts/language.js'
import type { Scenario } from '../../../contracts/protocol/speed.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { planStart } from '../../languages/plans.js'
import { type OpenedProgram, openProgram } from '../../sandbox/open-program.js'
import { keepIfDone } from '../../sandbox/until-aborted.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { PodCores } from '../../sandbox/pod-members.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import { SpeedSession } from './speed-session.js'
import type { Variant, VariantUsage } from './trial.js'

export interface VariantRequest {
  name: Variant['name']
  source: SourceTree
  exercise: ExercisePackage
  language: Language
  seed: string
  identity: PodIdentity
  cores?: PodCores
  imageNames: readonly string[]
  signal: AbortSignal
}

/** A variant that does not come up, in words for a learner. Whose doing it is depends on the variant. */
export class VariantIsDown extends Error {}

/** A variant and all that it is made of; disposing of it leaves nothing. */
export interface OpenedVariant extends AsyncDisposable {
  variant: Variant
  scenarios: readonly Scenario[]
}

/**
 * Builds and starts one variant in a pod of its own and leaves it frozen. Throws `VariantIsDown` where it does not come
 * up. The subject gets one life: one that ends by itself while it is measured has failed.
 */
export async function openVariant(request: VariantRequest, sandbox: Sandbox): Promise<OpenedVariant> {
  const { name, source, exercise, language, seed, identity, cores, imageNames, signal } = request
  const plan = planStart(language, source)
  if ('refusal' in plan) throw new VariantIsDown(`The ${name} does not start: ${plan.refusal}`)
  const { files, limits, services } = exercise
  const program = await openProgram(
    {
      pod: { identity, services, limits, language, imageNames, ...(cores && { cores }) },
      source,
      builds: plan.build ? [plan.build] : [],
      start: plan.start,
      env: plan.env,
      restartsAfterDeath: 0,
      beside: (pod) => SpeedSession.open((output) => pod.startExaminer(output, 'speed.js'), { files, seed }),
      signal,
    },
    sandbox,
  )
  return await keepIfDone(signal, program, startVariant(request, program))
}

async function startVariant(
  { name, exercise }: VariantRequest,
  program: OpenedProgram<{ session: SpeedSession; scenarios: Scenario[] }>,
): Promise<OpenedVariant> {
  if (program.failedBuild) {
    const { limit, log } = program.failedBuild
    throw new VariantIsDown(`The ${name} does not build in the speed check: ${limit ?? log.slice(-1000)}`)
  }
  const { pod, subject, beside } = program
  const { session, scenarios } = beside
  const startMs = exercise.limits.startSeconds * 1000
  await subject.start()
  const port = pod.listeners[0]?.port ?? 0
  const ready = await session.ask(
    { type: 'open', port, listeners: pod.listeners, startMs, services: pod.access },
    'ready',
    'not-ready',
  )
  if (ready.type === 'not-ready')
    throw new VariantIsDown(`The ${name} does not respond in the speed check: ${ready.detail}`)
  const variant = createPodVariant({ name, pod, subject, session, startMs })
  await variant.freeze()
  return { variant, scenarios, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() }
}

export interface PodVariantParts {
  name: Variant['name']
  pod: Pod
  subject: Subject
  session: SpeedSession
  /** How long the subject may take to answer after a start. */
  startMs: number
}

/**
 * A pod as one variant of a speed check. The subject is frozen first and thawed last: it must never run while its
 * database does not. The examiner goes on running: it has nothing of the learner's, and waits.
 */
export function createPodVariant({ name, pod, subject, session, startMs }: PodVariantParts): Variant {
  let usage: Promise<VariantUsage> | undefined
  let hasLostService = false
  const findEnd = () => {
    if (subject.limit !== null) return `Your service exceeded a limit during the speed check (${subject.limit}).`
    const [death] = subject.deaths
    if (death) return `Your service stopped by itself during the speed check (exit code ${death.exitCode}).`
    return hasLostService ? lostService : null
  }
  const resumeServices = () => Promise.all(pod.services.map((service) => service.resume()))
  return {
    name,
    // The engine tells a container's use once a second: asked for now, it is there by the end of the other variant's
    // trial.
    async freeze() {
      await subject.freeze()
      await Promise.all(pod.services.map((service) => service.pause()))
      hasLostService = (await Promise.all(pod.services.map((service) => service.hasDied()))).some(Boolean)
      usage = readUsage(pod, subject)
      usage.catch(() => undefined) // whoever needs it gets the fault; after a seeding nobody may
    },
    async thaw() {
      await resumeServices()
      await subject.thaw()
    },
    readUsage: () => usage ?? Promise.reject(new Error('A variant was read before it was ever frozen')),
    seed: async (scenario, rows) => (await session.ask({ type: 'seed', scenario, rows }, 'seeded')).problem,
    runTrial: async (scenario, pair, purpose) =>
      (await session.ask({ type: 'trial', scenario, pair, purpose }, 'trial-ended')).trial,
    // The engine kills what is frozen before it lets it go.
    async revive() {
      await resumeServices()
      const end = findEnd()
      if (end !== null) return end
      await subject.restart('suddenly')
      const ready = await session.ask({ type: 'await-ready', startMs }, 'ready', 'not-ready')
      return ready.type === 'ready'
        ? null
        : `Your service was killed and started again, as after a crash, and did not come back: ${ready.detail}`
    },
    audit: (scenario, proves) => session.ask({ type: 'audit', scenario, proves }, 'audited'),
    findEnd,
  }
}

/** Nobody else in the pod asks anything of it that could end it. */
const lostService =
  'A database or cache of the exercise stopped while your service used it: your service requested more than it has memory for.'

async function readUsage({ services }: Pod, subject: Subject): Promise<VariantUsage> {
  const [own, ...others] = await Promise.all([
    subject.readUsageNow(),
    ...services.map((service) => service.readUsageNow()),
  ])
  return {
    subjectCpuMs: own.cpuSeconds * 1000,
    servicesCpuMs: others.length === 0 ? null : others.reduce((sum, { cpuSeconds }) => sum + cpuSeconds * 1000, 0),
    subjectMemoryMb: own.memoryMb,
  }
}
