import type { ExercisePackage } from '../../contracts/exercise-package.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import type { Language } from '../../contracts/language.js'
import type { ScenarioResult } from '../../contracts/speed-report.js'

/** What a check beside correctness is given. */
export interface CheckContext {
  exercise: ExercisePackage
  source: SourceTree
  language: Language
  seed: string
  signal: AbortSignal
}

/**
 * How a check ended. What is not scored says why, and its weight is shared among the others. A score has a reason where it
 * was known without trying.
 */
export type CheckOutcome = { state: 'scored'; score: number; reason?: string } | { state: 'inconclusive' | 'skipped'; reason: string }

/** The check of speed tells of each scenario, whether or not they add up to a score, and what the machine could not promise. */
export type SpeedOutcome = CheckOutcome & { scenarios?: readonly ScenarioResult[]; note?: string }

export type Check = (context: CheckContext) => Promise<CheckOutcome>
