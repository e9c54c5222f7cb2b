import { isScenarioFile } from '../../../contracts/read-scenarios.js'
import type { ExercisePackage } from '../../../contracts/exercise-package.js'

/** Whether the exercise measures speed at all. */
export const hasScenarios = ({ files }: ExercisePackage): boolean => [...files.keys()].some(isScenarioFile)
