import type { ExercisePackage, SourceTree } from '../../contracts/exercise-package.js'

/** One grading of the submission, in milliseconds: in all, and of the phases that the way has. */
export interface Timing {
  total: number
  phases: Readonly<Record<string, number>>
  /** Tests passed: every way must agree, or they did not do the same work. */
  passed: number
}

/** One way to grade the same submission with the same hidden tests. */
export interface Variant {
  name: string
  grade(): Promise<Timing>
}

export interface Material {
  exercise: ExercisePackage
  exerciseFolder: string
  source: SourceTree
  submissionFolder: string
  seed: string
}
