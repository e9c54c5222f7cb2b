import type { ExercisePackage, SourceTree } from '../contracts/exercise-package.js'
import type { Language } from '../contracts/language.js'
import type { Progress } from '../contracts/progress.js'
import type { Phase, Report } from '../contracts/report.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import { checkQuality } from './checks/quality.js'
import { checkSpeed } from './checks/speed.js'
import { examineInPod } from './examine-in-pod.js'
import { buildReport } from './grading/build-report.js'
import { noFacts, type RunFacts } from './grading/facts.js'
import { planStart } from './languages/plan-start.js'
import { PhaseClock } from './phase-clock.js'
import type { Sandbox } from './sandbox/sandbox.js'

/** One run to be assessed, with everything it needs at hand. */
export interface AssessRequest {
  runId: string
  submissionId: string
  delivery: number
  /** The source as read from the archive, or why it was refused. */
  source: SourceTree | RejectedUpload
  sourceSha256: string
  exercise: ExercisePackage
  exerciseDigest: string
  language: Language
  seed: string
  /** Phases that lie behind the run already: the queue. */
  earlierPhases: readonly Phase[]
  /** Who is at work, for the labels of the pod. */
  worker: string
  onProgress(progress: Progress): void
  signal: AbortSignal
}

export const assayVersion = '0.1.0'

/**
 * The whole way of one run, from source to report. Whatever the learner's code does ends as a
 * report; what throws is a fault of ours, and the run may be tried again.
 */
export async function assess(request: AssessRequest, sandbox: Sandbox): Promise<Report> {
  const { exercise, language, seed, signal, source } = request
  const clock = new PhaseClock(request.earlierPhases, (phase) => request.onProgress({ type: 'phase', phase }))
  const imageNames = ['holder', 'examiner', language, ...exercise.services]
  const facts = await gatherFacts(request, sandbox, clock, imageNames)
  const context = { exercise, language, seed, signal, source: source instanceof RejectedUpload ? new Map() : source }
  const checks = { speed: await checkSpeed(context), quality: await checkQuality(context) }
  clock.end()
  return buildReport({
    ...request,
    facts,
    checks,
    phases: clock.phases,
    receipt: {
      submission: request.sourceSha256,
      exercise: request.exerciseDigest,
      images: await sandbox.imageTags(imageNames),
      seed,
      assay: assayVersion,
      host: await sandbox.describeHost(),
    },
    finishedAt: new Date().toISOString(),
  })
}

/** Goes as far as the submission lets it. */
async function gatherFacts(request: AssessRequest, sandbox: Sandbox, clock: PhaseClock, imageNames: string[]): Promise<RunFacts> {
  const { source } = request
  if (source instanceof RejectedUpload) return { ...noFacts, rejection: { reason: source.reason, detail: source.detail } }
  const plan = planStart(request.language, source)
  if ('refusal' in plan) return { ...noFacts, refusal: plan.refusal }
  clock.enter('pod')
  await sandbox.removeRun(request.runId)
  return await examineInPod({ ...request, source }, plan, sandbox, clock, imageNames)
}
