import type { RuleTable } from './rule.js'

export const assayRules: RuleTable = {}
