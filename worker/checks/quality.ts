import { findStarter } from '../../contracts/reference.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import type { AssessRequest } from '../assess-request.js'
import type { RunFacts } from '../grading/facts.js'
import type { Analysis } from '../grading/quality/analysis.js'
import { findGivenLines } from '../grading/quality/given-lines.js'
import { judgeQuality } from '../grading/quality/judge-quality.js'
import { weighOwnTests } from '../grading/quality/score-own-tests.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { QualityOutcome } from './check.js'
import { runOwnTests } from './own-tests/run-own-tests.js'
import { analyse, analysisSeconds, SourceTooMuch, type AnalysisRequest } from './quality/analyse.js'
import { decideQuality } from './quality/decide-quality.js'
import { analyseReference } from './quality/reference-analysis.js'

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
