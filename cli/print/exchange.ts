import type { TestResult } from '../../contracts/report.js'
import { shortTime } from './amounts.js'
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

function printBody(body: string | null, mark: string, page: Page, indent: string): string[] {
  if (body === null || body === '') return []
  const lines = body.trimEnd().split('\n')
  const shown = lines.slice(0, bodyLines).flatMap((line) => wrapLines(page, line, `${indent}    `))
  shown[0] = `${indent}  ${mark}${shown[0]?.slice(indent.length + 4) ?? ''}`
  if (lines.length > bodyLines) shown.push(page.paint('dim', `${indent}    … ${lines.length - bodyLines} more lines`))
  return shown
}
