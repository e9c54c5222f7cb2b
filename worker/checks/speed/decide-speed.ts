import type { ExercisePackage } from '../../../contracts/exercise-package.js'
import { findReference } from '../../../contracts/reference.js'
import { languageNames, type Language } from '../../../contracts/language.js'
import { isScenarioFile } from '../../../contracts/hidden-tests.js'
import { leftOutReasons } from '../../../contracts/whole-score.js'
import type { RunFacts } from '../../grading/facts.js'
import { earnedPercent } from '../../grading/test-results.js'
import { determineVerdict } from '../../grading/verdict.js'
import { leastCorrectness, type CheckOutcome } from '../check.js'

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
    reason: `Speed is measured only when a service earns at least ${leastCorrectness} % of the points for correctness.`,
  }
}
