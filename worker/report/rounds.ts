import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { earnedPercent } from '../checks/correctness/score.js'
import { determineVerdict, type RunFacts } from './verdict.js'

/**
 * A second round is for chance, and chance fails a test or two. Where more is lost, the cause is the submission, and a
 * second round would cost time and change nothing.
 */
const mostLostPercent = 20

/**
 * What happened in a round beside tests that passed or failed, in a few words; `null` where nothing did. What the
 * submission did to its pod, a limit that it broke, or a test that was not run is no chance: it gives no second round,
 * and a second round with it does not count.
 */
export function findDisturbance(facts: RunFacts): string | null {
  const { verdict } = determineVerdict(facts)
  if (verdict !== 'assessed') return verdict
  const { tests, examination } = facts
  if (examination?.wasPortTaken) return 'another process held a port'
  if (examination?.hasServiceDied) return 'a database or cache ended'
  // A verdict does not tell of a test that time ran out for a moment before it was over.
  if (tests.some(({ id }) => (examination?.runs.get(id)?.outcome ?? 'not-run') === 'not-run'))
    return 'a test did not run'
  return null
}

/** Whether all hidden tests run once more, in a new pod: only after a whole round in which little was lost. */
export function needsSecondRound(first: RunFacts, { secondRound }: Pick<ExercisePackage, 'secondRound'>): boolean {
  if (secondRound === 'off' || findDisturbance(first) !== null) return false
  const lost = 100 - earnedPercent(first)
  return lost > 0 && lost <= mostLostPercent
}

/**
 * The facts of the round that counts, with those of the other at hand. Points come from one complete round alone, so no
 * submission has more than its better round earned. The first counts unless the second is whole and earned more.
 */
export function settleRounds(first: RunFacts, second: RunFacts): RunFacts {
  const isSecondBetter = findDisturbance(second) === null && earnedPercent(second) > earnedPercent(first)
  return isSecondBetter
    ? { ...second, otherRound: { place: 'first', facts: first } }
    : { ...first, otherRound: { place: 'second', facts: second } }
}
