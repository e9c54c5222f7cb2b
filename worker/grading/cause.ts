import type { Language } from '../../contracts/language.js'
import type { Finding } from '../../contracts/quality-report.js'
import type { SourceTree } from '../../contracts/source-tree.js'

/** What was seen and what to do about it: whole sentences. */
export interface Cause {
  detail: string
  advice: string
}

/** What was handed in, for whoever looks in it for the cause of a failure. No files where the upload was refused. */
export interface Submitted {
  language: Language
  source: SourceTree
  /** The folder that became the top level, where there was one. */
  topFolder?: string | undefined
  /** What the check of quality found in the source. */
  findings?: readonly Finding[] | undefined
}

/** `a, b and c`; of more than `most` only the first ones, as in `a, b, c and 4 more`. */
export function enumerate(names: readonly string[], most = 3): string {
  if (names.length === 1) return names[0] as string
  return names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/**
 * A line of a log that tells its own cause. `line` is the whole line, shortened; the pattern's groups follow, and the
 * whole log is last.
 */
export interface KnownCause {
  pattern: RegExp
  /** Undefined where a second look says that it is something else. */
  explain(
    line: string,
    groups: readonly string[],
    source: SourceTree,
    log: string,
    topFolder: string | undefined,
  ): Cause | undefined
  /**
   * A service that runs may print it for another reason, as when a test has stopped the database: it says something
   * only of a start or a build.
   */
  isVagueInRuns?: true
}
