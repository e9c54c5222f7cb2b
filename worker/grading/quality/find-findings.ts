import { findingCategories, findingLevels, type Finding } from '../../../contracts/quality-report.js'
import type { Analysis } from './analysis.js'
import type { IsGiven } from './given-lines.js'
import { ruleTables } from './rules/rule-tables.js'
import type { Rule } from './rules/rule.js'

type Observation = Analysis['observations'][number]
type Known = { finding: Finding; rule: Rule }

/**
 * What was observed, in our categories, the gravest first. What stands in the starter is nobody's finding, and what
 * several tools say of one line is told once. Throws where a tool names a rule that it was not asked for: that is a
 * fault of ours.
 */
export function findFindings(observations: readonly Observation[], isGiven: IsGiven): Finding[] {
  const own = observations.filter(({ path, line, endLine }) => !isGiven(path, line, endLine))
  const known = own.map(recognise).sort(compareKnown)
  const told = new Set<string>()
  return known.flatMap(({ rule, finding }) => {
    const key = `${finding.path}:${finding.line}:${rule.concern ?? finding.rule}`
    if (told.has(key)) return []
    told.add(key)
    return [finding]
  })
}

function recognise({ tool, rule: name, path, line, column, endLine, message: toolMessage }: Observation): Known {
  const rule = ruleTables[tool][name]
  if (!rule) throw new Error(`${tool} reported the rule "${name}", which was not requested`)
  const { category, level, why, mend, message = toolMessage } = rule
  return {
    rule,
    finding: {
      rule: `${tool}:${name}`,
      category,
      level,
      path,
      line,
      column,
      endLine: Math.max(line, endLine),
      message,
      why,
      mend,
    },
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b))

function compareKnown({ finding: a }: Known, { finding: b }: Known): number {
  return (
    findingLevels.indexOf(a.level) - findingLevels.indexOf(b.level) ||
    findingCategories.indexOf(a.category) - findingCategories.indexOf(b.category) ||
    compareText(a.path, b.path) ||
    a.line - b.line ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.rule, b.rule)
  )
}
