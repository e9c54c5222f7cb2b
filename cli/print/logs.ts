import type { Report } from '../../contracts/report.js'
import { wordsOfTests } from '../../contracts/test-words.js'
import { wrapLines, type Page } from './page.js'

const shownLines = 30

/**
 * What the build and the service (or suite) printed last, where the run did not get as far as its tests, or they do not
 * count.
 */
export function printLogs(report: Report, page: Page): string[] {
  if (report.verdict === 'assessed' && report.checks.correctness.reason === null) return []
  const build = report.verdict === 'build-failed' ? printLog('Last output of the build', report.buildLog, page) : []
  const service = printLog(`Last output of ${wordsOfTests(report.exercise.kind).work}`, report.serviceLog, page)
  return build.length > 0 && service.length > 0 ? [...build, '', ...service] : [...build, ...service]
}

function printLog(title: string, log: string, page: Page): string[] {
  if (log.trim() === '') return []
  const lines = log.trimEnd().split('\n')
  return [
    page.paint('strong', title),
    ...(lines.length > shownLines ? [page.paint('dim', `  … ${lines.length - shownLines} earlier lines`)] : []),
    ...lines.slice(-shownLines).flatMap((line) => wrapLines(page, line, '  ')),
  ]
}
