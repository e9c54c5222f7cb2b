import type { FindingCategory, FindingLevel } from '../../../../contracts/quality-report.js'
import type { Rule } from './rule.js'

type DescribeRule = (level: FindingLevel, why: string, mend: string, concern?: string) => Rule

const of =
  (category: FindingCategory): DescribeRule =>
  (level, why, mend, concern) => ({ category, level, why, mend, ...(concern !== undefined && { concern }) })

/** A rule of each category, for tables of one line a rule. */
export const security = of('security')
export const risk = of('correctness-risk')
export const maintainability = of('maintainability')
export const style = of('style')
