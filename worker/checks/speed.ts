import type { Limits } from '../../contracts/limits.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { speedLimits } from '../../contracts/protocol/bounds.js'
import type { SpeedReceipt } from '../../contracts/report.js'
import type { AssessRequest } from '../assess-request.js'
import type { RunFacts } from '../grading/facts.js'
import { NoiseWatch } from '../host/watch-noise.js'
import type { PodIdentity } from '../sandbox/labels.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { SpeedOutcome } from './check.js'
import { noteOfHost, planCores } from './speed/cores.js'
import { decideSpeed } from './speed/decide-speed.js'
import { measureInPods } from './speed/measure-in-pods.js'

export interface SpeedCheckRequest extends Omit<AssessRequest, 'source'> {
  source: SourceTree
  facts: RunFacts
  imageNames: readonly string[]
  /** Told when it waits for cores that others measure on, and when they are its own. */
  onPhase(phase: 'queue' | 'speed'): void
}

export interface SpeedCheck {
  outcome: SpeedOutcome
  /** Where it was measured; absent where it was not. */
  receipt?: SpeedReceipt
}

/** Measures speed where there is something to measure, on cores that no other run has meanwhile. */
export async function checkSpeed(request: SpeedCheckRequest, sandbox: Sandbox): Promise<SpeedCheck> {
  const { exercise, language, facts, measuresSpeed = true, signal, onPhase } = request
  const decided = decideSpeed({ exercise, language, facts, isWanted: measuresSpeed })
  if (decided) return { outcome: decided }
  const { cpus } = await sandbox.describeHost()
  const { sets, rest } = planCores(cpus)
  const identity = identityOf(request)
  await using lease = await sandbox.leaseCores({
    identity,
    sets: Math.max(1, sets.length),
    rest,
    signal,
    onWait: () => onPhase('queue'),
  })
  onPhase('speed')
  const cores = sets[lease.set]
  using watch = await NoiseWatch.begin()
  const outcome = await measureInPods(
    {
      ...request,
      identity,
      ...(cores && { cores }),
      hasOwnCores: cores !== undefined,
      budgetMs: exercise.limits.speedSeconds * 1000,
    },
    sandbox,
  )
  const note = noteOfHost(cpus)
  const noise = sandbox.isOnThisHost ? await watch.tell() : null
  return { outcome: { ...outcome, ...(note !== undefined && { note }) }, receipt: { cores: cores ?? null, noise } }
}

const identityOf = ({ runId, delivery, worker, exercise }: SpeedCheckRequest): PodIdentity => ({
  runId,
  delivery,
  worker,
  lifetimeSeconds: lifetimeSeconds(exercise.limits),
})

/**
 * Longer than all of it takes: two builds, the turns, the rows that are added between them, and a start more for each
 * audit.
 */
const lifetimeSeconds = ({ buildSeconds, startSeconds, speedSeconds }: Limits) =>
  2 * (buildSeconds + speedSeconds + startSeconds * (1 + speedLimits.scenarios)) + 600
