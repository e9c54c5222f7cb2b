import type { ExercisePackage } from '../../../contracts/exercise-package.js'
import { leftOutReasons } from '../../../contracts/whole-score.js'
import type { AssessRequest } from '../../assess-request.js'
import type { RunFacts } from '../../grading/facts.js'
import { earnedPercent } from '../../grading/test-results.js'
import { determineVerdict } from '../../grading/verdict.js'
import { leastCorrectness, type CheckOutcome } from '../check.js'

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
    reason: `Quality is checked only when a service earns at least ${leastCorrectness} % of the points for correctness.`,
  }
}
