import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { isScenarioFile } from '../../../contracts/hidden-tests.js'
import { type Language, languageNames } from '../../../contracts/language.js'
import type { Limits } from '../../../contracts/limits.js'
import { speedLimits } from '../../../contracts/protocol/bounds.js'
import type { Scenario } from '../../../contracts/protocol/speed.js'
import { findReference } from '../../../contracts/exercise/reference.js'
import type { SpeedReceipt } from '../../../contracts/report/report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { growthSteps } from '../../../contracts/protocol/speed-measures.js'
import type { ScenarioResult } from '../../../contracts/report/speed-report.js'
import { leftOutReasons } from '../../../contracts/report/next-advice.js'
import type { AssessRequest } from '../../assess-request.js'
import { determineVerdict, type RunFacts } from '../../report/verdict.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import { NoiseWatch } from '../../watch-noise.js'
import { type CheckOutcome, leastCorrectness, type SpeedOutcome } from '../check.js'
import { earnedPercent } from '../correctness/score.js'
import { noteOfHost, planCores } from './cores.js'
import { describeScenario } from './explain.js'
import { type OpenedVariant, openVariant, VariantIsDown, type VariantRequest } from './open-variant.js'
import { ScenarioRun } from './scenario-run.js'
import { combineScenarios } from './score.js'
import type { Variants } from './trial.js'

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
  const { source, exercise, language, facts, seed, imageNames, measuresSpeed = true, signal, onPhase } = request
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
      submission: { source, exercise, language, seed, identity, imageNames, signal, ...(cores && { cores }) },
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
 * Longer than all of it takes: two builds, the trials, the rows that are added between them, and a start more for each
 * audit.
 */
const lifetimeSeconds = ({ buildSeconds, startSeconds, speedSeconds }: Limits) =>
  2 * (buildSeconds + speedSeconds + startSeconds * (1 + speedLimits.scenarios)) + 600

export interface SpeedQuestion {
  exercise: ExercisePackage
  language: Language
  facts: RunFacts
  /** Whether whoever asked for the run wants to know. */
  isWanted: boolean
}

/**
 * How the check ends without a measurement; `null` when there is one to take. What the exercise lacks is not held
 * against the submission: its weight is shared out. A service that does not work earns nothing instead: were its weight
 * shared out, a slow one would gain by failing one more test.
 */
export function decideSpeed({ exercise, language, facts, isWanted }: SpeedQuestion): CheckOutcome | null {
  const skipped = (reason: string): CheckOutcome => ({ state: 'skipped', reason })
  if (exercise.kind === 'test-suite') return skipped('Speed is not measured for test suites.')
  if (![...exercise.files.keys()].some(isScenarioFile)) return skipped('The exercise has no speed scenarios.')
  if (exercise.weights.speed === 0) return skipped('The exercise gives no points for speed.')
  if (!findReference(exercise, language))
    return skipped(`The exercise has no reference in ${languageNames[language]} to compare with.`)
  if (!isWanted) return skipped(leftOutReasons.speed)
  const { verdict } = determineVerdict(facts)
  if (verdict !== 'assessed' && verdict !== 'crashed')
    return {
      state: 'scored',
      score: 0,
      reason: 'Speed is measured only when the hidden tests run to the end, and they did not.',
    }
  if (earnedPercent(facts) >= leastCorrectness) return null
  return {
    state: 'scored',
    score: 0,
    reason: `Speed is measured only when correctness earns at least ${leastCorrectness} % of its points.`,
  }
}

interface SpeedRequest {
  submission: Omit<VariantRequest, 'name'>
  /** Whether nothing else runs on the cores of the two pods. */
  hasOwnCores: boolean
  budgetMs: number
}

/**
 * Measures a submission that has passed its hidden tests against the reference of its language, each in a pod of its
 * own. Both pods are gone when this returns or throws. The reference is opened while the submission is frozen, so it
 * never has company while it starts.
 */
async function measureInPods(request: SpeedRequest, sandbox: Sandbox): Promise<SpeedOutcome> {
  const { exercise, language, identity, signal } = request.submission
  const source = findReference(exercise, language)
  if (!source) throw new Error(`The exercise has no reference in ${language} to compare with`)
  const opened = await openSubmission(request.submission, sandbox)
  if (opened instanceof VariantIsDown) return { state: 'scored', score: 0, reason: `Not timed: ${opened.message}` }
  await using submission = opened
  await using reference = await openVariant(
    { ...request.submission, name: 'reference', source, identity: { ...identity, part: 'reference' } },
    sandbox,
  )
  return await untilAborted(signal, measureVariants(request, { submission, reference }))
}

/** That it came up for the hidden tests, and does not now, is the submission's own doing; of the reference, a fault. */
async function openSubmission(
  request: SpeedRequest['submission'],
  sandbox: Sandbox,
): Promise<OpenedVariant | VariantIsDown> {
  try {
    return await openVariant(
      { ...request, name: 'submission', identity: { ...request.identity, part: 'speed' } },
      sandbox,
    )
  } catch (error) {
    if (error instanceof VariantIsDown) return error
    throw error
  }
}

const measureVariants = (
  { submission: { seed }, hasOwnCores, budgetMs }: SpeedRequest,
  opened: { submission: OpenedVariant; reference: OpenedVariant },
) =>
  measureSpeed({
    scenarios: opened.submission.scenarios,
    variants: { submission: opened.submission.variant, reference: opened.reference.variant },
    seed,
    hasOwnCores,
    budgetMs,
    now: () => performance.now(),
  })

export interface SpeedOptions {
  scenarios: readonly Scenario[]
  variants: Variants
  seed: string
  hasOwnCores: boolean
  /** Time for all trials of all scenarios together. */
  budgetMs: number
  now(): number
}

/** By which share of the time each size is over: the largest, which all scores rest on, gets most of it. */
const sharesOfTime = [0.45, 0.55, 1] as const

/**
 * Measures all scenarios and scores them. Size by size: all grow to the next before any is measured there, so that
 * scenarios that share a table see it grow by the same factor. Each has an equal share of the time that a size has
 * left. Those with an audit come last, for it follows on their last trial and leaves both variants cold.
 */
export async function measureSpeed({
  scenarios,
  variants,
  seed,
  hasOwnCores,
  budgetMs,
  now,
}: SpeedOptions): Promise<SpeedOutcome & { scenarios: readonly ScenarioResult[] }> {
  const startedAt = now()
  const runs = scenarios.map((scenario) => new ScenarioRun({ scenario, variants, seed, hasOwnCores, now }))
  const inOrder = [...runs.filter(({ hasAudit }) => !hasAudit), ...runs.filter(({ hasAudit }) => hasAudit)]
  for (const step of growthSteps.keys()) {
    const isLast = step === growthSteps.length - 1
    const endsAt = startedAt + budgetMs * (sharesOfTime[step] ?? 1)
    for (const run of inOrder) await run.grow(step, sumExcess(runs, 'rowsExcessMs') < budgetMs)
    for (const [at, run] of inOrder.entries()) {
      const until = now() + (endsAt - now()) / (runs.length - at)
      const isCold = isLast && inOrder.slice(0, at).some(({ hasAudit }) => hasAudit)
      await run.measure(step, () => now() < until, isCold)
      if (isLast) await run.audit()
    }
  }
  const excessMs = sumExcess(runs, 'excessMs')
  const results = runs.map((run) => describeScenario(run.facts(excessMs - run.excess.excessMs), seed))
  return { ...combineScenarios(results), scenarios: results }
}

const sumExcess = (runs: readonly ScenarioRun[], over: 'excessMs' | 'rowsExcessMs'): number =>
  runs.reduce((sum, { excess }) => sum + excess[over], 0)
