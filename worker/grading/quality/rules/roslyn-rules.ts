import type { RuleTable } from './rule.js'

export const roslynRules: RuleTable = {}
