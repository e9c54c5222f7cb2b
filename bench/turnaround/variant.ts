import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import type { Contender } from '../take-turns.js'

/** One grading of the submission, in milliseconds: in all, and of the phases that the way has. */
export interface Timing {
  total: number
  phases: Readonly<Record<string, number>>
  /** Tests passed: every way must agree, or they did not do the same work. */
  passed: number
}

/** One way to grade the same submission with the same hidden tests. */
export type Variant = Contender<Timing>

export interface Material {
  exercise: ExercisePackage
  exerciseFolder: string
  source: SourceTree
  submissionFolder: string
  seed: string
}
