import type { RuleTable } from './rule.js'

export const phpcsRules: RuleTable = {}
