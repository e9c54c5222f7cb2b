import type { CheckResult, Report } from '../../contracts/report.js'
import { decimal } from '../../contracts/amounts.js'
import { wrapLines, type Page } from './page.js'

const nameColumns = 16
const scoreColumns = 8

/** One line for each check that counts here: its score, what it weighs, and why where it has none. */
export function printChecks(report: Report, page: Page): string[] {
  const checks = (['correctness', 'speed', 'quality'] as const).map((name) => [name, report.checks[name]] as const)
  const counted = checks.filter(
    ([, { weight, effectiveWeight, state }]) => weight + effectiveWeight > 0 || state === 'scored',
  )
  return [page.paint('strong', 'Checks'), ...counted.flatMap(([name, check]) => printCheck(name, check, page))]
}

function printCheck(name: string, check: CheckResult, page: Page): string[] {
  const score = check.score === null ? '–' : decimal(check.score)
  const indent = ' '.repeat(nameColumns + scoreColumns)
  const [first = '', ...rest] = wrapLines(page, describeCheck(check), indent).map((line) => line.slice(indent.length))
  const head = `  ${name}`.padEnd(nameColumns) + score.padStart(5).padEnd(scoreColumns)
  return [head + page.paint('dim', first), ...rest.map((line) => indent + page.paint('dim', line))]
}

function describeCheck({ state, weight, effectiveWeight, reason }: CheckResult): string {
  const own = `weight ${decimal(weight)} %`
  if (state === 'scored')
    return `${effectiveWeight === weight ? own : `${own}, now ${decimal(effectiveWeight)} %`}${reason === null ? '' : `: ${reason}`}`
  return `${state}, its ${decimal(weight)} % ${effectiveWeight === 0 ? 'redistributed' : 'kept'}: ${reason ?? 'no reason given'}`
}
