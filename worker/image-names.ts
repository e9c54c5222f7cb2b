import type { ExercisePackage } from '../contracts/exercise-package.js'
import type { Language } from '../contracts/language.js'

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
