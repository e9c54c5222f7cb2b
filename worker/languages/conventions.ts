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
export type StartConventions = (source: SourceTree) => StartPlan | StartRefusal

/**
 * A line of a shell, as a Procfile or a package.json script has it. The trap keeps the shell alive at SIGTERM until the
 * service, which gets the signal too, has ended: with the shell the container ends, and the service had no time to
 * save.
 */
export const shellLine = (line: string): string[] => ['sh', '-c', `trap : TERM\n${line}`]

/**
 * How a suite is built, once, and run, once for each service. Command lines as PID 1 of a container takes them, in
 * `/app`.
 */
export interface SuitePlan {
  /** `null` where there is nothing to build. */
  build: readonly string[] | null
  /** Exit code 0 says that the suite has found nothing wrong; any other, that it has. */
  run: readonly string[]
  env: Readonly<Record<string, string>>
}

/**
 * The habits of one language for suites: pure, from file names and contents alone. `line` is that of the Procfile, if
 * there is one.
 */
export type SuiteConventions = (source: SourceTree, line: string | undefined) => SuitePlan | StartRefusal

/** How a learner's own tests are built and run. Command lines as PID 1 of a container takes them. */
export interface OwnTestsPlan {
  /** What runs, as a learner would type it. */
  command: string
  /** One after the other, in `/app`, as the service is built. */
  builds: readonly (readonly string[])[]
  /** The folder of the submission that the tests run in a copy of; `.` is all of it. */
  folder: string
  /** What `run-own-tests` of the image is told beside its nonce. */
  options: readonly string[]
  env: Readonly<Record<string, string>>
}

/** A submission without tests, and what was looked for: worded for learners. */
export interface NoOwnTests {
  command: string
  missing: string
}

/** How tests are found in one language: pure, from file names and contents, and how the service itself is built. */
export type OwnTestsConventions = (source: SourceTree, service: StartPlan) => OwnTestsPlan | NoOwnTests

/** Folders that come with tools and hold tests of others. */
export const isForeign = (path: string): boolean =>
  /(^|\/)(node_modules|vendor|site-packages|\.?venv|bin|obj)\//.test(path)

/**
 * One language: how its projects are recognised as something to start, to try on bugs, or to test with their own tests.
 */
export interface LanguageConventions {
  start: StartConventions
  suite: SuiteConventions
  ownTests: OwnTestsConventions
  /** A better reason than "nothing to start", where the language has one. */
  explainNoStart?(source: SourceTree): StartRefusal | undefined
}
