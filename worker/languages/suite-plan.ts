import type { SourceTree } from '../../contracts/source-tree.js'
import type { StartRefusal } from './start-plan.js'

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
