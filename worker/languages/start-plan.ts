import type { SourceTree } from '../../contracts/source-tree.js'

/** How a submission is built and started. Command lines as PID 1 of a container takes them, run in `/app`. */
export interface StartPlan {
  /** `null` where there is nothing to build. */
  build: readonly string[] | null
  start: readonly string[]
  env: Readonly<Record<string, string>>
  /** What a learner should know of it, in sentences: what was passed over. */
  note?: string
  /** What to do about that. */
  noteAdvice?: string
}

/** Why a submission cannot be started: a learner's outcome, worded for them. */
export interface StartRefusal {
  refusal: string
  /** What to do about it; undefined where any start command would do. */
  advice?: string
}

/** The conventions of one language: pure, from file names and contents alone. */
export type LanguageConventions = (source: SourceTree) => StartPlan | StartRefusal

/**
 * A line of a shell, as a Procfile or a package.json script has it. The trap keeps the shell alive at SIGTERM until the
 * service, which gets the signal too, has ended: with the shell the container ends, and the service had no time to
 * save.
 */
export const shellLine = (line: string): string[] => ['sh', '-c', `trap : TERM\n${line}`]
