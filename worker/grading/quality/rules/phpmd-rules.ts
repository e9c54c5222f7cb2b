import type { RuleTable } from './rule.js'

export const phpmdRules: RuleTable = {}
