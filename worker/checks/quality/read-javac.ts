import type { Observation } from '../../../contracts/analyst-protocol.js'
import type { LintLines } from './lint-lines.js'

/** What javac, and the patterns beside it, said. Throws at a rule that was not asked for. */
export function readJavac({ warnings }: LintLines, rules: ReadonlySet<string>): Observation[] {
  return warnings.map((warning) => {
    if (!rules.has(warning.rule)) throw new Error(`lint-source reported a rule that was not requested: ${warning.rule}`)
    return { ...warning, tool: 'javac', endLine: warning.line }
  })
}
