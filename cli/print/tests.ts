import { count, decimal, shortTime } from '../../contracts/amounts.js'
import { describeControl } from '../../contracts/report/replay.js'
import type { NotedControl } from '../../contracts/protocol/examiner.js'
import { showBody } from '../../contracts/report/html-text.js'
import type { Report, TestOutcome, TestResult } from '../../contracts/report/report.js'
import {
  describeNoneRun,
  describeRounds,
  explainHints,
  groupTests,
  hiddenCause,
  partTranscript,
  saysNoneRun,
  showsOnlyHint,
  splitTests,
  type TestWords,
  titleGroup,
  describePoints,
} from '../../contracts/report/test-words.js'
import { type Ink, labelled, type Page, wrapLines } from './page.js'

const marks: Record<TestOutcome, readonly [mark: string, ink: Ink]> = {
  passed: ['✓', 'good'],
  failed: ['✗', 'bad'],
  flaky: ['~', 'warn'],
  'not-run': ['-', 'dim'],
}

/** The mark of an outcome in its colour, one column wide. */
export function markOf(outcome: TestOutcome, page: Page): string {
  const [mark, ink] = marks[outcome]
  return page.paint(ink, mark)
}

/** The hidden tests by group, those that failed first; what helps under each that did not pass. */
export function printTests(
  { verdict, checks: { correctness: check } }: Pick<Report, 'verdict' | 'checks'>,
  words: TestWords,
  page: Page,
): string[] {
  if (check.tests.length === 0) return []
  if (check.tests.every(({ outcome }) => outcome === 'not-run'))
    return saysNoneRun(verdict) ? [] : [describeNoneRun(check.tests.length, words)]
  const lines = [`${page.paint('strong', words.heading)}  ${page.paint('dim', describePoints(check, words))}`]
  const { failed, others } = splitTests(check.tests)
  const onHints = explainHints(failed, words)
  if (onHints !== null) lines.push(...wrapLines(page, onHints, '  ').map((line) => page.paint('dim', line)), '')
  for (const [group, tests] of [...groupTests(failed), ...groupTests(others)]) {
    const earned = tests.reduce((sum, test) => sum + test.earned, 0)
    const points = tests.reduce((sum, test) => sum + test.points, 0)
    lines.push(
      ...(lines.at(-1) === '' ? [] : ['']),
      `  ${page.paint('strong', titleGroup(group, tests, check.tests, words))}  ${page.paint('dim', `${decimal(earned)} of ${decimal(points)}`)}`,
    )
    lines.push(...tests.flatMap((test) => printTest(test, words, page)))
  }
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function printTest(test: TestResult, words: TestWords, page: Page): string[] {
  const points = test.outcome === 'passed' ? decimal(test.points) : `${decimal(test.earned)} of ${decimal(test.points)}`
  const [first = '', ...rest] = wrapLines({ ...page, width: page.width - 12 }, test.title, '      ')
  const head = `    ${markOf(test.outcome, page)} ${first.trimStart().padEnd(page.width - 18)}${points.padStart(12)}`
  if (test.outcome === 'passed') return [head, ...rest]
  return [head, ...rest, ...printHelp(test, words, page)]
}

/** Everything a learner can use to find their mistake; a hidden part is absent and prints nothing. */
function printHelp(test: TestResult, words: TestWords, page: Page): string[] {
  const indent = '        '
  const lines: string[] = []
  const rounds = describeRounds(test)
  if (rounds !== null) lines.push(...shift(wrapLines(narrow(page), rounds), indent))
  if (showsOnlyHint(test)) lines.push(`${indent}${hiddenCause}`)
  if (test.message !== null) lines.push(...printMessage(test.message, page, indent))
  if (test.hint !== null) lines.push(...shift(labelled(narrow(page), 'Hint', test.hint, 7), indent))
  lines.push(...printTranscript(test.transcript, page, indent))
  if (test.log.length > 0) {
    lines.push(`${indent}${page.paint('dim', words.logHeading)}`)
    lines.push(
      ...test.log.flatMap((line) => wrapLines(page, line, `${indent}  `)).map((line) => page.paint('dim', line)),
    )
  }
  return lines.length > 0 ? [...lines, ''] : []
}

function printTranscript(transcript: TestResult['transcript'], page: Page, indent: string): string[] {
  const { begin, left, end, missing } = partTranscript(transcript)
  const print = (exchanges: TestResult['transcript']) =>
    exchanges.flatMap((exchange) => printExchange(exchange, page, indent))
  if (left.length === 0) return print([...begin, ...end])
  const unkept = missing === 0 ? '' : `; ${count(missing, 'other')} ${missing === 1 ? 'was' : 'were'} not kept`
  const gap = `… ${count(left.length, 'more request')}; --json prints ${left.length === 1 ? 'it' : 'them'}${unkept}`
  return [...print(begin), page.paint('dim', indent + gap), ...print(end)]
}

/** The call of an assertion says least, so it steps back; blank lines only stretch the report. */
function printMessage(message: string, page: Page, indent: string): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  return lines.flatMap((line) =>
    wrapLines(page, line, indent).map((text) => (/^expect\(/.test(line) ? page.paint('dim', text) : text)),
  )
}

const narrow = (page: Page): Page => ({ ...page, width: page.width - 8 })
const shift = (lines: readonly string[], indent: string): string[] => lines.map((line) => indent + line)

type ReplayableExchange = TestResult['transcript'][number]

/** A request, what was sent and answered, and the commands that replay it. */
function printExchange(exchange: ReplayableExchange, page: Page, indent: string): string[] {
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
