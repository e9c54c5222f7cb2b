import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Bug } from '../../../contracts/exercise/read-bugs.js'
import { findReference } from '../../../contracts/exercise/reference.js'
import type { Language } from '../../../contracts/language.js'
import type { LimitKind } from '../../../contracts/limits.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { seedRandom } from '../seeded-random.js'

/** A service to try the suite on. */
export interface Round {
  /** `null` for a service that is right. */
  bug: Bug | null
  language: Language
  files: SourceTree
}

/**
 * Runs on services that are right. A suite that fails in one run of p, whatever the service does, earns p(1-p)³ of the
 * points on average: a tenth at most.
 */
const referenceRuns = 3

/** How many rounds a run has, if it comes to its end. */
export const mostRounds = ({ bugs }: ExercisePackage): number =>
  bugs.length + Math.max(referenceRuns, languagesOf(bugs).length)

const languagesOf = (bugs: readonly Bug[]) => [...new Set(bugs.map(({ language }) => language))]

/**
 * The order of a run: a right service first, then all bugs with the other right services at places that nobody can
 * foresee, so that a suite cannot tell them by when they come. Each language with a bug has a right service, too.
 */
export function planRounds(exercise: ExercisePackage, seed: string): Round[] {
  const { bugs } = exercise
  const languages = languagesOf(bugs)
  const references = Array.from({ length: mostRounds(exercise) - bugs.length }, (_, index) =>
    referenceRound(exercise, languages[index % languages.length] as Language),
  )
  const [first, ...hidden] = references
  if (!first) throw new Error('The exercise has no planted bugs')
  return [
    first,
    ...shuffle(
      [...hidden, ...bugs.map((bug): Round => ({ bug, language: bug.language, files: bug.files }))],
      seedRandom(`${seed} rounds`),
    ),
  ]
}

function referenceRound(exercise: ExercisePackage, language: Language): Round {
  const files = findReference(exercise, language)
  if (!files) throw new Error(`The exercise has no reference in ${language}`)
  return { bug: null, language, files }
}

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const item = shuffled[last] as T
    shuffled[last] = shuffled[other] as T
    shuffled[other] = item
  }
  return shuffled
}

/** One run of a suite against one service, to its end or its limit. */
export interface SuiteRun {
  exitCode: number
  limit: LimitKind | null
  log: string
}

/** What a suite did, beside what it said of each bug. */
export interface SuiteFacts {
  /** The run in which it failed on a service that is right, where it did; nothing it says of bugs counts then. */
  falseAlarm: SuiteRun | null
  /** Runs on a service that is right, until it failed in one. */
  referenceRuns: number
  /** Runs on a planted bug that a limit ended: they count as not caught. */
  stoppedRuns: number
}
