import { describeControl } from '../../contracts/control-words.js'
import type { NotedControl } from '../../contracts/examiner-protocol.js'
import { showBody } from '../../contracts/html-text.js'
import type { TestResult } from '../../contracts/report.js'
import { shortTime } from '../../contracts/amounts.js'
import { wrapLines, type Page } from './page.js'

type ReplayableExchange = TestResult['transcript'][number]

/** A request, what was sent and answered, and the commands that replay it. */
export function printExchange(exchange: ReplayableExchange, page: Page, indent: string): string[] {
  const answer = exchange.status === null ? page.paint('bad', 'no response') : String(exchange.status)
  const lines = [
    ...printControls(exchange.before, page, indent),
    `${indent}${exchange.method} ${exchange.path} → ${answer} ${page.paint('dim', `in ${shortTime(exchange.ms)}`)}`,
  ]
  if (exchange.error !== null) lines.push(...wrapLines(page, exchange.error, `${indent}  `))
  lines.push(...printBody(exchange.requestBody, '› ', page, indent))
  lines.push(...printLocation(exchange, indent))
  lines.push(...printResponse(exchange, page, indent))
  lines.push(...exchange.curl.split('\n').map((line) => page.paint('dim', `${indent}  ${line}`)))
  return [...lines, ...printControls(exchange.after, page, indent)]
}

const printControls = (controls: readonly NotedControl[] = [], page: Page, indent: string): string[] =>
  controls.map((control) => page.paint('warn', `${indent}-- ${describeControl(control)} --`))

/** Where a redirect leads: it is the whole of what was answered. */
const printLocation = ({ status, responseHeaders: { location } }: ReplayableExchange, indent: string): string[] =>
  status !== null && status >= 300 && status < 400 && location !== undefined
    ? [`${indent}  ‹ location: ${location}`]
    : []

function printResponse({ responseBody, responseHeaders }: ReplayableExchange, page: Page, indent: string): string[] {
  if (responseBody === null) return []
  const { text, isHtml } = showBody(responseBody, responseHeaders)
  const note = isHtml ? [page.paint('dim', `${indent}    (text of the HTML; --json prints the whole response)`)] : []
  return [...printBody(text, '‹ ', page, indent), ...note]
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
