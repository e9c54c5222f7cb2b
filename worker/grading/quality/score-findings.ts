import {
  findingCategories,
  type CategoryResult,
  type Finding,
  type FindingCategory,
  type FindingLevel,
} from '../../../contracts/quality-report.js'

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
export function scoreFindings(findings: readonly Finding[]): { score: number; categories: CategoryResult[] } {
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
