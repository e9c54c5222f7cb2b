import type { SourceTree } from '../../../contracts/source-tree.js'
import type { StartPlan } from '../start-plan.js'

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
