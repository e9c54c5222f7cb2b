import type { FindingCategory, FindingLevel } from '../../../../contracts/report/quality-report.js'

/** What a rule of a tool means to Assay, and to the learner who broke it. */
export interface Rule {
  category: FindingCategory
  level: FindingLevel
  /** Why it matters: the reason that it is looked for at all. One sentence. */
  why: string
  /** How it is mended. One sentence. */
  fix: string
  /** What several tools find in the same way: of one concern, a line is told once. */
  concern?: string
  /**
   * What was found, where the tool's own message is hard to understand and names nothing that this lacks. One sentence.
   */
  message?: string
}

/** The rules of one tool that are looked for, by the tool's own names. Whatever is not here is not looked for. */
export type RuleTable = Readonly<Record<string, Rule>>

type DescribeRule = (level: FindingLevel, why: string, fix: string, concern?: string) => Rule

const of =
  (category: FindingCategory): DescribeRule =>
  (level, why, fix, concern) => ({ category, level, why, fix, ...(concern !== undefined && { concern }) })

/** A rule of each category, for tables of one line a rule. */
export const security = of('security')
export const risk = of('correctness-risk')
export const maintainability = of('maintainability')
export const style = of('style')
