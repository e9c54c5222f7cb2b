import type { RuleTable } from './rule.js'

export const ruffRules: RuleTable = {}
