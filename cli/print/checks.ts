import type { CheckResult, Report } from '../../contracts/report.js'
import { decimal } from './amounts.js'
import { pad, wrapLines, type Page } from './page.js'

const nameColumns = 14
const scoreColumns = 8
const weightColumns = 24

/** One line a check: its score, what it weighs, and why where it has none. */
export function printChecks(report: Report, page: Page): string[] {
  const { correctness, speed, quality } = report.checks
  return [
    page.paint('strong', 'Checks'),
    ...printCheck('correctness', correctness, page),
    ...printCheck('speed', speed, page),
    ...printCheck('quality', quality, page),
  ]
}

function printCheck(name: string, check: CheckResult, page: Page): string[] {
  const score = check.score === null ? '–' : decimal(check.score)
  const line = `  ${name.padEnd(nameColumns)}${score.padStart(5).padEnd(scoreColumns)}${pad(describeWeight(check, page), weightColumns)}`
  const state = check.state === 'scored' ? '' : check.state
  const first = `${line}${page.paint('dim', state)}`.trimEnd()
  if (check.reason === null) return [first]
  return [first, ...wrapLines(page, check.reason, ' '.repeat(nameColumns + scoreColumns + 2)).map((text) => page.paint('dim', text))]
}

function describeWeight(check: CheckResult, page: Page): string {
  const weight = `weighs ${decimal(check.weight)} %`
  if (check.effectiveWeight === check.weight) return page.paint('dim', weight)
  return page.paint('dim', `${weight}, now ${decimal(check.effectiveWeight)} %`)
}
