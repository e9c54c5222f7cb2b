import type { AnalysisTool } from '../../../../contracts/protocol/analyst-limits.js'
import type { Language } from '../../../../contracts/language.js'
import { assayRules } from './assay-rules.js'
import { banditRules } from './bandit-rules.js'
import { eslintRules } from './eslint-rules.js'
import { javacRules } from './javac-rules.js'
import { phpcsRules } from './phpcs-rules.js'
import { phpmdRules } from './phpmd-rules.js'
import { roslynRules } from './roslyn-rules.js'
import { rubocopRules } from './rubocop-rules.js'
import { ruffRules } from './ruff-rules.js'
import type { RuleTable } from './rule.js'

/** The one map from the rules of all tools to our categories. */
export const ruleTables: Readonly<Record<AnalysisTool, RuleTable>> = {
  assay: assayRules,
  eslint: eslintRules,
  ruff: ruffRules,
  bandit: banditRules,
  javac: javacRules,
  phpcs: phpcsRules,
  phpmd: phpmdRules,
  roslyn: roslynRules,
  rubocop: rubocopRules,
}

/** The tools that read a language, beside our own. */
export const toolsOf: Readonly<Record<Language, readonly AnalysisTool[]>> = {
  node: ['eslint'],
  python: ['ruff', 'bandit'],
  java: ['javac'],
  php: ['phpcs', 'phpmd'],
  dotnet: ['roslyn'],
  ruby: ['rubocop'],
}
