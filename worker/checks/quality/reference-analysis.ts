import type { ExercisePackage } from '../../../contracts/exercise-package.js'
import { findSolution } from '../../../contracts/reference.js'
import type { Analysis } from '../../grading/quality/analysis.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { analyse, type AnalysisRequest } from './analyse.js'

/** Analyses that are kept, the oldest given up first: a worker sees few exercises at a time. */
const keptAnalyses = 50
const known = new Map<string, Analysis>()

/** The analysis of the exercise's own solution, done once for a package and language; `null` where it has none. */
export async function analyseReference(
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
