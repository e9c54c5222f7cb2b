import type { RuleTable } from './rule.js'

export const banditRules: RuleTable = {}
