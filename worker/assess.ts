import { randomBytes, randomUUID } from 'node:crypto'
import type { ExercisePackage } from '../contracts/exercise/exercise-package.js'
import { guessLanguage, type Language, languageNames, languages } from '../contracts/language.js'
import type { PhaseName } from '../contracts/job.js'
import type { Report } from '../contracts/report/report.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { packageDigest } from '../storage/archive/write-tar.js'
import { assayVersion } from '../storage/project-root.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import { type AssessRequest, PhaseClock } from './assess-request.js'
import { examineInPod, secondSeed } from './checks/correctness/run.js'
import { checkQuality } from './checks/quality/run.js'
import { checkSpeed } from './checks/speed/run.js'
import { trySuiteInPods } from './checks/suite/run.js'
import { planStart, planSuite } from './languages/plans.js'
import { buildReport } from './report/build-report.js'
import { noFacts, type RunFacts } from './report/verdict.js'
import type { Sandbox } from './sandbox/sandbox.js'

/**
 * The whole way of one run, from source to report. Whatever the learner's code does ends as a
 * report; what throws is a fault of ours, and the run may be tried again.
 */
export async function assess(request: AssessRequest, sandbox: Sandbox): Promise<Report> {
  const { exercise, language, seed, source } = request
  const clock = new PhaseClock(request.earlierPhases, (phase) => request.onProgress({ type: 'phase', phase }))
  const imageNames = imageNamesOf(exercise, language)
  const facts = await gatherFacts(request, sandbox, clock, imageNames)
  const checked = {
    ...request,
    source: source instanceof RejectedUpload ? new Map() : source,
    facts,
    imageNames,
    onPhase: (phase: PhaseName) => clock.enter(phase),
  }
  const speed = await checkSpeed(checked, sandbox)
  const checks = { speed: speed.outcome, quality: await checkQuality(checked, sandbox) }
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
      ...(facts.otherRound && { secondSeed: secondSeed(seed) }),
      assay: assayVersion,
      host: await sandbox.describeHost(),
      ...(speed.receipt && { speed: speed.receipt }),
    },
    finishedAt: new Date().toISOString(),
  })
}

/**
 * Builds, starts and examines a submission, or tries a suite: goes as far as the submission lets it. What throws is a
 * fault of ours.
 */
export async function gatherFacts(
  request: AssessRequest,
  sandbox: Sandbox,
  clock: PhaseClock,
  imageNames: string[],
): Promise<RunFacts> {
  const { source, language, exercise } = request
  if (source instanceof RejectedUpload)
    return { ...noFacts, rejection: { reason: source.reason, detail: source.detail } }
  const plan = exercise.kind === 'test-suite' ? planSuite(language, source) : planStart(language, source)
  if ('refusal' in plan)
    return {
      ...noFacts,
      refusal: plan.refusal,
      refusalAdvice: plan.advice,
      note: describeGuess(language, source, plan.advice !== undefined),
    }
  clock.enter('pod')
  await sandbox.removeRun(request.runId)
  const run = { request: { ...request, source }, imageNames, clock }
  if ('run' in plan) return await trySuiteInPods({ ...run, plan }, sandbox)
  const facts = await examineInPod({ ...run, plan }, sandbox)
  return {
    ...facts,
    note:
      plan.note ?? (hasListened(facts) || facts.build?.exitCode === 0 ? undefined : describeGuess(language, source)),
    noteAdvice: plan.noteAdvice,
  }
}

/** Then it ran, so that its language was recognised, whatever else is wrong. The same holds for what was built. */
function hasListened({ examination }: RunFacts): boolean {
  const start = examination?.start
  return (
    start !== undefined &&
    (start.ready ||
      start.reason === 'no-answer' ||
      start.reason === 'too-slow' ||
      (start.reason === 'no-listener' && start.ports !== undefined))
  )
}

/**
 * Where no project file tells the language of what did not start, that it may be another one. A fault that is known is
 * one of this language, unless the files look like another.
 */
function describeGuess(language: Language, source: SourceTree, isFaultKnown = false): string | undefined {
  const told = guessLanguage(source.keys(), languages)
  if (!told?.isGuess || (isFaultKnown && told.language === language)) return undefined
  const why =
    told.language === language
      ? `because of ${told.path}`
      : `although ${told.path} looks like ${languageNames[told.language]}`
  return `Assay graded it as ${languageNames[language]}, ${why}. If it is written in another language, choose that language when you submit.`
}

/**
 * The images that a run needs; of a suite also those of the services that it is tried on; the analyst's where quality
 * counts.
 */
export const imageNamesOf = ({ kind, services, bugs, weights }: ExercisePackage, language: Language): string[] => [
  ...new Set(
    kind === 'service'
      ? ['holder', 'examiner', language, ...services]
      : ['holder', language, ...bugs.map((bug) => bug.language), ...services],
  ),
  ...(weights.quality > 0 ? ['analyst'] : []),
]

/** A run that no queue sent: what it does not say is drawn anew, and digests are taken from what is at hand. */
export type DirectRun = Pick<AssessRequest, 'source' | 'exercise' | 'language' | 'worker'> &
  Partial<Omit<AssessRequest, 'seed'>> & { seed?: string | undefined }

/** Assesses without a queue, for the command line, the benches and the tests. */
export async function assessDirectly(run: DirectRun, sandbox: Sandbox): Promise<Report> {
  return await assess(await requestDirectly(run), sandbox)
}

/** The whole request of such a run. */
export async function requestDirectly(run: DirectRun): Promise<AssessRequest> {
  const { source, exercise } = run
  return {
    ...run,
    runId: run.runId ?? randomUUID(),
    submissionId: run.submissionId ?? randomUUID(),
    delivery: run.delivery ?? 1,
    sourceSha256: run.sourceSha256 ?? (await packageDigest(source instanceof RejectedUpload ? new Map() : source)),
    exerciseDigest: run.exerciseDigest ?? (await packageDigest(exercise.files)),
    seed: run.seed ?? randomBytes(8).toString('hex'),
    earlierPhases: run.earlierPhases ?? [],
    onProgress: run.onProgress ?? (() => undefined),
    // One of its own for each run: what a run hangs on it goes with it.
    signal: AbortSignal.any(run.signal ? [run.signal] : []),
  }
}
