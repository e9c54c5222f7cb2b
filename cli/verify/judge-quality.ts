import type { QualityResult } from '../../contracts/report/report.js'
import type { QualityRange } from './expectation.js'

/** What is not found as it should be, each in a sentence. */
export function judgeRules({ rules = [] }: QualityRange = {}, { details }: QualityResult): string[] {
  const found = new Set(details?.findings.map(({ rule }) => rule))
  return rules.filter((rule) => !found.has(rule)).map((rule) => `no finding of ${rule}, which was expected`)
}

/** Findings that one run of a sample has and another has not: the same source must always be told the same. */
export function compareFindings(results: readonly QualityResult[]): string[] {
  const seen = results.flatMap(({ details }) =>
    details ? [details.findings.map(({ rule, path, line }) => `${rule} at ${path}:${line}`)] : [],
  )
  const [first = [], ...others] = seen
  const differing = others.flatMap((other) => [
    ...first.filter((finding) => !other.includes(finding)),
    ...other.filter((finding) => !first.includes(finding)),
  ])
  return [...new Set(differing)].map((finding) => `runs differ: ${finding} was found in one but not in another`)
}

/** What was found where nothing, or hardly anything, should be: what an author looks for next. */
export function describeFindings({ min }: QualityRange = {}, { score, details }: QualityResult): string[] {
  if (min === undefined || score === null || score >= min) return []
  return (details?.findings ?? [])
    .slice(0, shownFindings)
    .map(({ rule, path, line, message }) => `${rule} at ${path}:${line}: ${message}`)
}

const shownFindings = 5
