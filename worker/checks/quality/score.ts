import {
  type CategoryResult,
  type Finding,
  findingCategories,
  type FindingCategory,
  type FindingLevel,
  findingLevels,
  type OwnTests,
  type QualityDetails,
} from '../../../contracts/report/quality-report.js'
import type { Analysis, IsGiven } from './analysis.js'
import { ruleTables } from './rules/rule-tables.js'
import type { Rule } from './rules/rule.js'
import { compareStructure, measureStructure, observeStructure } from './structure.js'

const keptFindings = 200
const keptUnread = 50

/**
 * The score of a source and all that it rests on. `reference`: the same of the exercise's own solution, where it has
 * one.
 */
export function judgeQuality(
  analysis: Analysis,
  reference: Analysis | null,
  isGiven: IsGiven,
): { score: number; details: QualityDetails } {
  const structure = compareStructure(measureStructure(analysis, isGiven), reference && measureStructure(reference))
  const unreadable = analysis.unread.map(({ path, reason }) => ({
    tool: 'assay' as const,
    rule: 'unreadable',
    path,
    line: 1,
    column: null,
    endLine: 1,
    message: reason,
  }))
  const share = shareRead(analysis, reference)
  const findings = findFindings(
    [
      ...analysis.observations,
      ...observeStructure(analysis, structure),
      ...unreadable,
      ...observeShare(share, analysis),
    ],
    isGiven,
  )
  const { score, categories } = scoreFindings(findings)
  return {
    score: Math.round(10 * score * share) / 10,
    details: {
      findings: findings.slice(0, keptFindings),
      leftOff: Math.max(0, findings.length - keptFindings),
      categories,
      size: {
        files: analysis.files.length,
        lines: countLines(analysis),
        functions: analysis.functions.length,
      },
      structure,
      unread: analysis.unread.slice(0, keptUnread).map(({ path, reason }) => ({ path, reason })),
      tools: analysis.tools,
    },
  }
}

/** A solution with less than this part of the reference's lines is not just short: the rest is where no tool reads. */
const leastPart = 0.25

const countLines = ({ files }: Analysis): number => files.reduce((sum, { lines }) => sum + lines, 0)

/**
 * Which part of the points a source can earn, from 0 to 1. Files beyond a size, marked as generated or in folders of
 * packages are not read, so whoever hides code there must not earn what only readable code deserves.
 */
function shareRead(analysis: Analysis, reference: Analysis | null): number {
  const [lines, wanted] = [countLines(analysis), leastPart * (reference ? countLines(reference) : 0)]
  if (lines === 0) return 0
  return wanted === 0 ? 1 : Math.min(1, lines / wanted)
}

function observeShare(share: number, analysis: Analysis) {
  if (share === 1) return []
  const message = `${countLines(analysis)} lines of source could be read, less than a quarter of what the exercise's own solution has.`
  return [{ tool: 'assay' as const, rule: 'little-to-read', path: '.', line: 1, column: null, endLine: 1, message }]
}

type Observation = Analysis['observations'][number]
type Known = { finding: Finding; rule: Rule }

/**
 * What was observed, in our categories, the gravest first. What stands in the starter is nobody's finding, and what
 * several tools say of one line is told once. Throws where a tool names a rule that it was not asked for: that is a
 * fault of ours.
 */
function findFindings(observations: readonly Observation[], isGiven: IsGiven): Finding[] {
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
  const { category, level, why, fix, message = toolMessage } = rule
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
      fix,
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

/** Points of 100 that a finding costs. */
const costs: Readonly<Record<FindingLevel, number>> = { severe: 12, notable: 4, slight: 1 }

/** A rule that is broken everywhere is one thing to learn: it costs no more than so many of its findings. */
const costliestFindings = 3

/** What all findings of a category cost at most, so that nobody loses everything to tabs. */
const caps: Readonly<Record<FindingCategory, number>> = {
  security: 50,
  'correctness-risk': 40,
  maintainability: 40,
  style: 10,
}

/** Points of 100 that are left, and what each category cost. */
function scoreFindings(findings: readonly Finding[]): { score: number; categories: CategoryResult[] } {
  const categories = findingCategories.map((category) =>
    scoreCategory(
      category,
      findings.filter((finding) => finding.category === category),
    ),
  )
  const lost = categories.reduce((sum, category) => sum + category.lost, 0)
  return { score: Math.max(0, 100 - lost), categories }
}

function scoreCategory(category: FindingCategory, findings: readonly Finding[]): CategoryResult {
  const cap = caps[category]
  const byRule = new Map<string, number>()
  for (const { rule, level } of findings) {
    byRule.set(rule, Math.min((byRule.get(rule) ?? 0) + costs[level], costliestFindings * costs[level]))
  }
  const lost = [...byRule.values()].reduce((sum, cost) => sum + cost, 0)
  return { category, findings: findings.length, lost: Math.min(cap, lost), cap }
}

/** Part of the quality score that a learner's own tests decide, where the exercise counts them. */
const ownTestsPart = 0.25

/**
 * Percent of lines from which more is worth nothing: beyond it, tests of everything are written for the number alone.
 */
const fullCoverage = 60

/** 0 to 100. Only tests that pass earn anything, by the lines that they run; what is not known to be covered is not. */
export function scoreOwnTests({ state, coverage }: Pick<OwnTests, 'state' | 'coverage'>): number {
  return state === 'passed' ? 100 * Math.min(1, (coverage ?? 0) / fullCoverage) : 0
}

/** The score of the check, 0 to 100, from the score of its findings and the tests that count beside them. */
export function weighOwnTests(findingsScore: number, ownTests: Pick<OwnTests, 'state' | 'coverage'>): number {
  return (1 - ownTestsPart) * findingsScore + ownTestsPart * scoreOwnTests(ownTests)
}
