import type { TestResult } from '../../contracts/report.js'
import { shortTime } from '../../contracts/amounts.js'
import { wrapLines, type Page } from './page.js'

type ReplayableExchange = TestResult['transcript'][number]

/** A request, what was sent and answered, and the command that replays it. */
export function printExchange(exchange: ReplayableExchange, page: Page, indent: string): string[] {
  const answer = exchange.status === null ? page.paint('bad', 'no answer') : String(exchange.status)
  const lines = [`${indent}${exchange.method} ${exchange.path} → ${answer} ${page.paint('dim', `in ${shortTime(exchange.ms)}`)}`]
  if (exchange.error !== null) lines.push(...wrapLines(page, exchange.error, `${indent}  `))
  lines.push(...printBody(exchange.requestBody, '› ', page, indent))
  lines.push(...printBody(exchange.responseBody, '‹ ', page, indent))
  lines.push(page.paint('dim', `${indent}  ${exchange.curl}`))
  return lines
}

const bodyLines = 12

/** Lines of a body stay whole, however long: they may be copied. */
function printBody(body: string | null, mark: string, page: Page, indent: string): string[] {
  if (body === null || body === '') return []
  const [first = '', ...rest] = body.trimEnd().split('\n')
  const shown = [`${indent}  ${mark}${first}`, ...rest.slice(0, bodyLines - 1).map((line) => `${indent}    ${line}`)]
  const left = rest.length + 1 - shown.length
  return left > 0 ? [...shown, page.paint('dim', `${indent}    … ${left} more lines`)] : shown
}
