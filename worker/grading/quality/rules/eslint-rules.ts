import type { RuleTable } from './rule.js'

export const eslintRules: RuleTable = {}
