import type { RuleTable } from './rule.js'

export const assayRules: RuleTable = {
  unreadable: {
    category: 'maintainability',
    level: 'notable',
    why: 'What the tools cannot read, hardly anybody can: it is far too large, too deeply nested, or no text.',
    mend: 'Split the file, and keep data out of the source.',
  },
}
