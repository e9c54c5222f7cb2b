import type { Report } from '../../contracts/report.js'
import { wrapLines, type Page } from './page.js'

const shownLines = 30

/** What the build and the service printed last, where the run did not get as far as its tests. */
export function printLogs(report: Report, page: Page): string[] {
  if (report.verdict === 'assessed') return []
  const build = report.verdict === 'build-failed' ? printLog('What the build printed last', report.buildLog, page) : []
  const service = printLog('What your service printed last', report.serviceLog, page)
  return build.length > 0 && service.length > 0 ? [...build, '', ...service] : [...build, ...service]
}

function printLog(title: string, log: string, page: Page): string[] {
  if (log.trim() === '') return []
  const lines = log.trimEnd().split('\n')
  return [
    page.paint('strong', title),
    ...(lines.length > shownLines ? [page.paint('dim', `  … ${lines.length - shownLines} lines before`)] : []),
    ...lines.slice(-shownLines).flatMap((line) => wrapLines(page, line, '  ')),
  ]
}
