import { languageNames, languages, tellLanguage, type Language } from '../contracts/language.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import type { AssessRequest } from './assess-request.js'
import { examineInPod } from './examine-in-pod.js'
import { noFacts, type RunFacts } from './grading/facts.js'
import { planStart } from './languages/plan-start.js'
import { planSuite } from './languages/plan-suite.js'
import type { PhaseClock } from './phase-clock.js'
import type { Sandbox } from './sandbox/sandbox.js'
import { trySuiteInPods } from './try-suite-in-pods.js'

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
      note: tellGuess(language, source, plan.advice !== undefined),
    }
  clock.enter('pod')
  await sandbox.removeRun(request.runId)
  if ('run' in plan) return await trySuiteInPods({ ...request, source }, plan, sandbox, clock, imageNames)
  const facts = await examineInPod({ ...request, source }, plan, sandbox, clock, imageNames)
  return {
    ...facts,
    note: plan.note ?? (hasListened(facts) ? undefined : tellGuess(language, source)),
    noteAdvice: plan.noteAdvice,
  }
}

/** Then it ran, so that its language was told correctly, whatever else is wrong. */
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
function tellGuess(language: Language, source: SourceTree, isFaultKnown = false): string | undefined {
  const told = tellLanguage(source.keys(), languages)
  if (!told?.isGuess || (isFaultKnown && told.language === language)) return undefined
  const why =
    told.language === language
      ? `because of ${told.path}`
      : `although ${told.path} looks like ${languageNames[told.language]}`
  return `Assay graded it as ${languageNames[language]}, ${why}. If it is written in another language, choose that language when you submit.`
}
