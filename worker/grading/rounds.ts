import type { ExercisePackage } from '../../contracts/exercise-package.js'
import type { RunFacts } from './facts.js'
import { earnedPercent, sumPoints } from './test-results.js'
import { determineVerdict } from './verdict.js'

/**
 * A second round is for chance, and chance fails a test or two. Where more is lost, the cause is the submission, and a
 * second round would cost time and change nothing.
 */
const mostLostPercent = 20

/**
 * Whether all hidden tests run once more, in a new pod. Only after a round that came to its end, in which nothing but
 * tests failed: what the submission did to its pod, or a limit that it broke, is no chance.
 */
export function needsSecondRound(first: RunFacts, { secondRound }: Pick<ExercisePackage, 'secondRound'>): boolean {
  const { tests, examination } = first
  if (secondRound === 'off' || !examination || determineVerdict(first).verdict !== 'assessed') return false
  if (examination.wasPortTaken || examination.hasServiceDied) return false
  if (tests.some(({ id }) => (examination.runs.get(id)?.outcome ?? 'not-run') === 'not-run')) return false
  const { points, earned } = sumPoints(first)
  return earned < points && 100 * (points - earned) <= mostLostPercent * points
}

/**
 * The facts of the round that counts, with those of the other at hand. Points come from one complete round alone, so no
 * submission has more than its better round earned. The first counts unless the second is complete and earned more.
 */
export function settleRounds(first: RunFacts, second: RunFacts): RunFacts {
  const isSecondBetter = determineVerdict(second).verdict === 'assessed' && earnedPercent(second) > earnedPercent(first)
  return isSecondBetter ? { ...second, otherRound: { place: 'first', facts: first } } : { ...first, otherRound: { place: 'second', facts: second } }
}
