import type { Finding } from '../doctor/finding.js'
import { count } from '../../contracts/amounts.js'
import { escapeDeep } from '../../contracts/escape.js'
import { pad, wrapLines, type Ink, type Page } from './page.js'

const inks: Record<Finding['level'], Ink> = { ok: 'good', warn: 'warn', fail: 'bad' }
const levelColumns = 6
const subjectColumns = 16

/** The findings as a list, what to do below each, and a last word. */
export function printFindings(findings: readonly Finding[], page: Page): string {
  const fails = findings.filter(({ level }) => level === 'fail').length
  const warnings = findings.filter(({ level }) => level === 'warn').length
  const last =
    fails > 0
      ? page.paint('bad', `This machine cannot grade yet: ${count(fails, 'problem')} to fix.`)
      : `This machine can grade${warnings > 0 ? `, with ${count(warnings, 'warning')}` : ''}.`
  return [...escapeDeep(findings).flatMap((finding) => printFinding(finding, page)), '', last].join('\n')
}

function printFinding({ level, subject, detail, advice }: Finding, page: Page): string[] {
  const indent = ' '.repeat(levelColumns + subjectColumns)
  const [first = '', ...rest] = wrapLines(page, detail, indent)
  const head = pad(page.paint(inks[level], level), levelColumns) + subject.padEnd(subjectColumns) + first.trimStart()
  return [
    head,
    ...rest,
    ...(advice === '' ? [] : wrapLines(page, advice, indent).map((line) => page.paint('dim', line))),
  ]
}
