import type { RuleTable } from './rule.js'

export const javacRules: RuleTable = {}
