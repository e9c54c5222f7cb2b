import type { SourceTree } from '../../contracts/source-tree.js'
import type { Pod } from './pod.js'
import type { PodRequest, Sandbox } from './sandbox.js'
import type { Subject } from './subject.js'
import type { EndFacts } from './tool.js'
import { keepIfDone } from './until-aborted.js'

/** The source of a program and what is built of it, in a pod of its own. */
export interface BuildPlan<Beside> {
  pod: PodRequest
  source: SourceTree
  /** Run one after the other, up to the first that fails. */
  builds: readonly (readonly string[])[]
  env: Readonly<Record<string, string>>
  /** Starts what comes up next to the services, as an examiner does. */
  beside?(pod: Pod): Promise<Beside>
  /** Told when the builds begin, if there are any. */
  onBuild?(): void
  signal: AbortSignal
}

/** The program itself as well. */
export interface ProgramPlan<Beside> extends BuildPlan<Beside> {
  start: readonly string[]
  /** Lives it gets beyond its first, after ends that nobody asked for. */
  restartsAfterDeath: number
}

/** Disposing of it removes the pod. */
export interface BuiltProgram<Beside> extends AsyncDisposable {
  pod: Pod
  beside: Beside
  /** The last build that ran; `null` where there is nothing to build. */
  build: EndFacts | null
  /** The same, if it failed: then there is nothing to run. */
  failedBuild: EndFacts | null
}

export type OpenedProgram<Beside> =
  | (BuiltProgram<Beside> & { failedBuild: EndFacts })
  /** `subject`: not started yet, on empty data. */
  | (BuiltProgram<Beside> & { failedBuild: null; subject: Subject })

/**
 * Opens a pod, places and builds a program there, and prepares it as the subject. Services listen before any subject
 * exists that could take their port. How a program is started, and what tells that it runs, is up to the caller.
 */
export async function openProgram<Beside = undefined>(
  plan: ProgramPlan<Beside>,
  sandbox: Sandbox,
): Promise<OpenedProgram<Beside>> {
  const built = await openBuilt(plan, sandbox)
  const { pod, failedBuild } = built
  if (failedBuild) return { ...built, failedBuild }
  const program = { command: plan.start, env: plan.env }
  const subject = await keepIfDone(plan.signal, pod, pod.prepareSubject(program, plan.restartsAfterDeath))
  return { ...built, failedBuild, subject }
}

/** Goes as far as the builds: what they leave, another pod runs. */
export async function openBuilt<Beside = undefined>(
  plan: BuildPlan<Beside>,
  sandbox: Sandbox,
): Promise<BuiltProgram<Beside>> {
  const pod = await sandbox.openPod(plan.pod)
  return await keepIfDone(plan.signal, pod, buildIn(pod, plan))
}

async function buildIn<Beside>(pod: Pod, plan: BuildPlan<Beside>): Promise<BuiltProgram<Beside>> {
  const [beside] = await Promise.all([
    plan.beside?.(pod) as Promise<Beside>,
    pod.startServices(),
    pod.placeSource(plan.source),
  ])
  if (plan.builds.length > 0) plan.onBuild?.()
  let build: EndFacts | null = null
  let failedBuild: EndFacts | null = null
  for (const command of plan.builds) {
    build = await pod.build({ command, env: plan.env })
    if (build.limit === null && build.exitCode === 0) continue
    failedBuild = build
    break
  }
  return { pod, beside, build, failedBuild, [Symbol.asyncDispose]: () => pod[Symbol.asyncDispose]() }
}
