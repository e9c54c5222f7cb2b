import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { findSolution, findStarter } from '../../../contracts/exercise/reference.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { leftOutReasons } from '../../../contracts/report/next-advice.js'
import type { AssessRequest } from '../../assess-request.js'
import { determineVerdict, type RunFacts } from '../../report/verdict.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { type CheckOutcome, leastCorrectness, type QualityOutcome } from '../check.js'
import { earnedPercent } from '../correctness/score.js'
import { analyse, type AnalysisRequest, analysisSeconds, SourceTooMuch } from './analyse.js'
import { type Analysis, findGivenLines } from './analysis.js'
import { runOwnTests } from './run-own-tests.js'
import { judgeQuality, weighOwnTests } from './score.js'

export interface QualityCheckRequest extends Omit<AssessRequest, 'source'> {
  source: SourceTree
  facts: RunFacts
  /** Told when the reading begins. */
  onPhase(phase: 'quality'): void
}

/**
 * Reads the source where there is something to judge, judges it beside the reference and the starter, and runs the
 * learner's own tests.
 */
export async function checkQuality(request: QualityCheckRequest, sandbox: Sandbox): Promise<QualityOutcome> {
  const { exercise, facts, language, readsQuality, onPhase } = request
  const decided = decideQuality({ exercise, facts, readsQuality })
  if (decided) return decided
  onPhase('quality')
  const reading = readingOf(request)
  const analysis = await analyseSubmission(reading, sandbox)
  if (analysis instanceof SourceTooMuch) return { state: 'scored', score: 0, reason: analysis.message }
  const reference = await analyseReference({ ...reading, exercise, exerciseDigest: request.exerciseDigest }, sandbox)
  const { score, details } = judgeQuality(
    analysis,
    reference,
    findGivenLines(request.source, findStarter(exercise, language)),
  )
  const ownTests = await runOwnTests(request, sandbox)
  if (!ownTests) return { state: 'scored', score, details }
  const areCounted = exercise.quality.ownTests === 'counted'
  return {
    state: 'scored',
    score: areCounted ? weighOwnTests(score, ownTests) : score,
    details: { ...details, ownTests },
  }
}

/**
 * Of the submission it is an outcome; a reference that is too much for the tools is a fault, and must not cost a
 * learner anything.
 */
async function analyseSubmission(reading: AnalysisRequest, sandbox: Sandbox): Promise<Analysis | SourceTooMuch> {
  try {
    return await analyse(reading, sandbox)
  } catch (error) {
    if (error instanceof SourceTooMuch) return error
    throw error
  }
}

const readingOf = ({
  source,
  language,
  exercise: { limits },
  runId,
  delivery,
  worker,
  signal,
}: QualityCheckRequest) => ({
  source,
  language,
  limits,
  identity: { runId, delivery, worker, part: 'quality', lifetimeSeconds: 2 * analysisSeconds + 60 },
  signal,
})

export interface QualityQuestion {
  exercise: Pick<ExercisePackage, 'weights'>
  facts: RunFacts
  readsQuality?: AssessRequest['readsQuality'] | undefined
}

/**
 * How the check ends without the source being read; `null` when it is to be read. What does not work earns nothing: an
 * empty file has no findings, and were the weight shared out, a poor source would gain by failing one more test.
 */
export function decideQuality({ exercise, facts, readsQuality }: QualityQuestion): CheckOutcome | null {
  if (exercise.weights.quality === 0) return { state: 'skipped', reason: 'The exercise gives no points for quality.' }
  if (readsQuality === 'never') return { state: 'skipped', reason: leftOutReasons.quality }
  if (readsQuality === 'always') return null
  const { verdict } = determineVerdict(facts)
  if (verdict !== 'assessed' && verdict !== 'crashed')
    return {
      state: 'scored',
      score: 0,
      reason: 'Quality is checked only when the hidden tests run to the end, and they did not.',
    }
  if (earnedPercent(facts) >= leastCorrectness) return null
  return {
    state: 'scored',
    score: 0,
    reason: `Quality is checked only when correctness earns at least ${leastCorrectness} % of its points.`,
  }
}

/** Analyses that are kept, the oldest given up first: a worker sees few exercises at a time. */
const keptAnalyses = 50
const known = new Map<string, Analysis>()

/** The analysis of the exercise's own solution, done once for a package and language; `null` where it has none. */
async function analyseReference(
  { exercise, exerciseDigest, ...request }: AnalysisRequest & { exercise: ExercisePackage; exerciseDigest: string },
  sandbox: Sandbox,
): Promise<Analysis | null> {
  const source = findSolution(exercise, request.language)
  if (!source) return null
  const key = `${exerciseDigest} ${request.language}`
  const analysis =
    known.get(key) ??
    (await analyse({ ...request, source, identity: { ...request.identity, part: 'quality-reference' } }, sandbox))
  known.delete(key)
  known.set(key, analysis)
  for (const oldest of [...known.keys()].slice(0, -keptAnalyses)) known.delete(oldest)
  return analysis
}
