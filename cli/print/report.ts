import type { Report } from '../../contracts/report.js'
import { decimal } from '../../contracts/amounts.js'
import { printChecks } from './checks.js'
import { escapeDeep } from '../../contracts/escape.js'
import { languageNames } from '../../contracts/language.js'
import { findTellingLines } from '../../contracts/telling-lines.js'
import { wordsOfTests } from '../../contracts/test-words.js'
import { printFacts } from './facts.js'
import { printGrade, type ShownGrade } from './grade.js'
import { printLogs } from './logs.js'
import { wrapLines, type Ink, type Page } from './page.js'
import { printQuality } from './quality.js'
import { printSpeed } from './speed.js'
import { printTests } from './tests.js'

/**
 * The whole report as a person reads it, in the order of what they ask first. `grade`: what counts, where the
 * submission is an attempt at an assignment. Lines, without a last line feed.
 */
export function printReport(report: Report, page: Page, grade: ShownGrade | null = null): string {
  const safe = escapeDeep(report)
  // Logs are printed where the run did not get to its tests: then they say more than checks without a score.
  const parts = [
    printHeadline(safe, page),
    grade ? printGrade(grade, page) : [],
    printLogs(safe, page),
    safe.verdict === 'not-assessed' ? [] : printChecks(safe, page),
    printTests(safe, wordsOfTests(safe.exercise.kind), page),
    printSpeed(safe.checks.speed, page),
    printQuality(safe.checks.quality, page),
    printFacts(safe, page),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function printHeadline(report: Report, page: Page): string[] {
  const what = `${report.exercise.title} (${report.exercise.slug}) in ${languageNames[report.language]}`
  const verdict = report.limit === null ? report.verdict : `${report.verdict}: ${report.limit}`
  const score = report.score === null ? 'no score' : `${decimal(report.score)} of ${report.maxScore}`
  const lines = [
    page.paint('dim', what),
    '',
    `${page.paint(inkOf(report), score)}  ${page.paint('strong', verdict)}`,
    '',
    ...wrapLines(page, report.summary.title).map((line) => page.paint('strong', line)),
    ...wrapLines(page, report.summary.detail),
    ...printTelling(report, page),
    ...(report.summary.advice === '' ? [] : wrapLines(page, report.summary.advice)),
  ]
  if (report.incident !== null) lines.push('', `Incident ${report.incident}`)
  return lines
}

/** What the log says of why there is no better result, before the advice that may be far from it. */
function printTelling(report: Report, page: Page): string[] {
  const told = findTellingLines(report)
  return told ? [page.paint('dim', `${told.title}:`), ...told.lines.flatMap((line) => wrapLines(page, line, '  '))] : []
}

function inkOf(report: Report): Ink {
  if (report.verdict === 'not-assessed') return 'warn'
  if (report.verdict !== 'assessed' || report.score === null) return 'bad'
  if (report.score >= 99.95) return 'good'
  return report.score < 50 ? 'bad' : 'warn'
}
