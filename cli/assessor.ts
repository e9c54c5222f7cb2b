import type { ExercisePackage, SourceTree } from '../contracts/exercise-package.js'
import type { Language } from '../contracts/language.js'
import type { Progress } from '../contracts/progress.js'
import type { Report } from '../contracts/report.js'
import type { Cli } from './cli.js'

/** What one grading on this machine needs; ids and seed are drawn here where the caller has none. */
export interface AssessInput {
  exercise: ExercisePackage
  exerciseDigest: string
  source: SourceTree
  sourceSha256: string
  language: Language
  seed: string | undefined
  onProgress(progress: Progress): void
}

export type Assess = (input: AssessInput) => Promise<Report>

/**
 * Makes this process able to grade: the engine answers and has every image.
 * Throws `CallerError` with what to do where an image is missing.
 */
export function openAssessor(cli: Cli): Promise<Assess> {
  cli.signal.throwIfAborted()
  throw new Error('grading is not wired up')
}
