import { escapeLine } from '../../contracts/escape.js'
import { readHtml } from '../../contracts/report/html-text.js'
import type { TestRun } from '../checks/correctness/examination.js'
import type { Cause, Submitted } from './causes/cause.js'
import { describeSharedDifference, findSharedDifference } from './causes/differing-fields.js'
import {
  describePlainProblem,
  findMixed,
  findPlainProblem,
  findServerError,
  isDisturbed,
  isExpected,
  isReceived,
  readJson,
} from './causes/exchanges.js'
import { findException, quoteException, quoteFirst } from './causes/log-exception.js'
import {
  adviceOnLostResponses,
  adviseOnSwallowed,
  findLostResponses,
  isClosedSilently,
  lateResponse,
} from './causes/lost-responses.js'
import { isShown, type RunFacts, runsOf } from './verdict.js'

type Exchange = TestRun['transcript'][number]

/**
 * How most failed tests ended, where they ended alike. Only of tests that show all of themselves: it quotes what they
 * got.
 */
export function findSharedEnding(facts: RunFacts, submitted: Submitted): Partial<Cause> | undefined {
  const runs = runsOf(facts)
  const failed = findFailed(facts)
  const shown = failed.filter(({ id }) => isShown(id, facts))
  const isMost = (some: readonly TestRun[]) => some.length > 0 && some.length * 2 >= shown.length
  const areMany = (some: readonly TestRun[]) => isMost(some) && some.length >= fewest
  const count = (some: readonly TestRun[]) => countOf(some.length, shown.length, failed.length)

  const late = shown.filter(({ message }) => lateResponse.test(message ?? ''))
  const hasAnswered = runs.some(({ transcript }) => transcript.some(({ status }) => status !== null))
  if (isMost(late) && hasAnswered)
    return late.every(isDisturbed)
      ? { advice: adviceOnLateWithout }
      : (findLostResponses(submitted) ?? { advice: adviceOnLostResponses })
  const closed = shown.filter(isClosedSilently)
  if (isMost(closed)) {
    return {
      detail: `${count(closed)} got no response: your service closed the connection, kept running and logged nothing.`,
      advice: adviseOnSwallowed(submitted),
    }
  }
  const plain = shown.filter((run) => findPlainProblem(run) !== undefined)
  if (areMany(plain)) return describePlainProblem(plain[0] as TestRun, count(plain))
  const refused = mostCommon(shown.filter(isUnexpected), statusOf)
  if (areMany(refused)) return describeStatus(refused, count(refused))
  const differing = findSharedDifference(shown)
  if (differing && isMost(differing.runs)) return describeSharedDifference(differing, count(differing.runs))
  const thrown = findSharedException(shown)
  if (thrown) return { ...thrown, detail: `${count(shown)} got a server error. ${thrown.detail}` }
  const alike = mostCommon(
    shown.filter(({ transcript }) => quoteOf(transcript.at(-1)) !== ''),
    ({ transcript }) => quoteOf(transcript.at(-1)),
  )
  if (isMost(alike) && new Set(alike.map(requestOf)).size >= fewest) return describeSameBody(alike, count(alike))
  const mixed = shown.map(explainMixed)
  return mixed.every((found) => found !== undefined) ? mixed[0] : undefined
}

/**
 * Whether every failed test has sent requests at the same time: replaying one would show nothing. They took longer
 * together than the whole test. Not where a test is not shown in full: that would tell what it does.
 */
export function haveOverlapped(facts: RunFacts): boolean {
  const failed = findFailed(facts)
  return (
    failed.length > 0 &&
    failed.every(
      ({ id, ms, transcript }) =>
        isShown(id, facts) &&
        !isDisturbed({ transcript }) &&
        transcript.reduce((sum, exchange) => sum + exchange.ms, 0) > ms * 1.2 + 10,
    )
  )
}

/** What a tool has found in the source that fails only where requests overlap. */
export function findSharedState(facts: RunFacts, { findings = [] }: Submitted): Cause | undefined {
  const found = haveOverlapped(facts) ? findings.find(({ rule }) => sharedState.has(rule)) : undefined
  return (
    found && {
      detail: `Requests of the failed ${findFailed(facts).length === 1 ? 'test' : 'tests'} overlap, and ${found.path}:${found.line} is the likely cause. ${found.rule === requestInField ? found.message : found.why}`,
      advice: `${found.fix} To reproduce this, send many requests at the same time: one alone may work.`,
    }
  )
}

const adviceOnLateWithout =
  'The test stopped, paused or restarted something just before: do the same, and repeat the request. Look for a wait without a time limit, or for limits that add up to more than the test allows.'

const findFailed = (facts: RunFacts): TestRun[] => runsOf(facts).filter(({ outcome }) => outcome === 'failed')

const requestInField = 'javac:request-in-field'
const sharedState: ReadonlySet<string> = new Set([requestInField, 'javac:shared-date-format', 'roslyn:S2696'])

/** The very same request worked and failed in one test. */
function explainMixed({ transcript }: TestRun): Cause | undefined {
  const failed = findMixed(
    transcript,
    ({ before, requestBody }, other) => before === undefined && other.requestBody === requestBody,
  )
  return (
    failed && {
      detail: `The same ${failed.method} request succeeded and failed (${failed.status}) within one test.`,
      advice:
        'Send it many times at the same time to reproduce this. Look for what requests share then: an id that is read before it is used, a variable, a connection, or a row that is read, changed in your code, and written back.',
    }
  )
}

const quoteOf = (exchange: Exchange | undefined): string =>
  exchange?.responseBody ? (quoteResponse(exchange) ?? '') : ''
const requestOf = ({ transcript }: TestRun): string => `${transcript.at(-1)?.method} ${transcript.at(-1)?.path}`

/**
 * Different requests got the same page or message, with a status that says nothing of it: a fallback, or an error that
 * was caught.
 */
function describeSameBody(runs: readonly TestRun[], count: string): Cause {
  const last = runs[0]?.transcript.at(-1) as Exchange
  // PHP sends whatever it prints as HTML.
  const isPage = /<(?:!doctype|html|head|body)\b/i.test(last.responseBody ?? '')
  return {
    detail: `${count} got the same ${isPage ? 'HTML page' : 'response'} (${last.status}): "${quoteOf(last)}".`,
    advice: isPage
      ? 'Find out why this page is sent instead of the response: a rule for all other paths, such as the fallback of a front end, may come before your routes, or your routes may have other paths.'
      : 'Find out what sends this response instead of the right one: an error may be caught and hidden. Print it there.',
  }
}

/**
 * What every failed test logged that got a server error. Not where a test has stopped a database: errors are expected
 * then.
 */
function findSharedException(runs: readonly TestRun[]): Cause | undefined {
  const isTouched = ({ transcript }: TestRun) =>
    transcript.some(({ before = [], after = [] }) => [...before, ...after].some(({ service }) => service !== undefined))
  const hasServerError = ({ transcript }: TestRun) => transcript.some(({ status }) => (status ?? 0) >= 500)
  if (!runs.every((run) => hasServerError(run) && !isTouched(run))) return undefined
  const exceptions = runs.map(({ log }) => findException(log.join('\n')))
  const [first] = exceptions
  return first !== undefined && new Set(exceptions.map((exception) => toKind(exception ?? ''))).size === 1
    ? quoteException(first, runs[0]?.log.join('\n') ?? '')
    : undefined
}

/** Ids, times and addresses differ from one test to the next. */
const toKind = (line: string) => line.replace(/^\[[^\]]*\]\s*/, '').replace(/\d+/g, '0')

/** The last line that the log of each of these tests has, without its time: no exception, and no line of an access log. */
function findSharedLine(runs: readonly TestRun[]): string | undefined {
  const [first, ...others] = runs.map(({ log }) =>
    log
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/\b(?:GET|POST|PUT|PATCH|DELETE)\b|^at\s/.test(line)),
  )
  const kinds = others.map((lines) => new Set(lines.map(toKind)))
  const line = first?.findLast((line) => kinds.every((known) => known.has(toKind(line))))
  return others.length === 0 ? undefined : line?.replace(/^\[[^\]]*\]\s*/, '').slice(0, longestQuote)
}

/** Characters. */
const longestQuote = 300

/** Of fewer tests each is soon read. */
const fewest = 3

function countOf(some: number, shown: number, failed: number): string {
  const name = shown === failed ? 'failed test' : 'failed test that is shown in full'
  if (shown === 1) return `The ${name}`
  return `${some < shown ? `${some} of the ${shown}` : shown === 2 ? 'Both' : `All ${shown}`} ${name.replace('test that is', 'tests that are').replace(/test$/, 'tests')}`
}

/** The response that a test stopped at. */
const endOf = (run: TestRun): Exchange | undefined => findServerError(run) ?? run.transcript.at(-1)
const statusOf = (run: TestRun): number => endOf(run)?.status ?? 0

/** Whether a test stopped at the status of a response, rather than at what came with it. */
function isUnexpected(run: TestRun): boolean {
  const status = statusOf(run)
  return status >= 300 && !isExpected(run, status) && (status >= 500 || isReceived(run, status))
}

/** The largest of the groups that share something. */
function mostCommon<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): readonly Item[] {
  const keys = [...new Set(items.map(keyOf))]
  return keys
    .map((key) => items.filter((item) => keyOf(item) === key))
    .reduce((most, group) => (group.length > most.length ? group : most), [])
}

function describeStatus(runs: readonly TestRun[], count: string): Cause {
  const status = statusOf(runs[0] as TestRun)
  const last = runs.map((run) => endOf(run) as Exchange)
  if (status < 400) return describeRedirect(status, last, count)
  if (status >= 500) {
    const line = findSharedLine(runs)
    const quoted =
      quoteFirst(runs.map(({ log }) => log.join('\n'))) ?? (line === undefined ? undefined : quoteException(line, ''))
    if (quoted) return { ...quoted, detail: `${count} got a ${status}. ${quoted.detail}` }
  }
  const same = mostCommon(last.map(quoteResponse), (said) => said)
  const [quote] = same
  const said =
    quote === undefined || same.length * 2 < last.length
      ? '.'
      : `${same.length < last.length ? `, ${same.length} of them with` : ':'} "${quote}"${/[.!?…]$/.test(quote) ? '' : '.'}`
  return {
    detail: `${count} got a ${status}${said}`,
    advice: `Find out why your service, or the framework that it uses, responds with a ${status}: replay the request of the first failed test.`,
  }
}

function describeRedirect(status: number, last: readonly Exchange[], count: string): Cause {
  const target = mostCommon(last.map(nameTarget), (name) => name)
  const where = target.length * 2 < last.length ? '' : (target[0] ?? '')
  return {
    detail: `${count} ${count.startsWith('The') ? 'was' : 'were'} redirected (${status})${where}.`,
    advice: 'Remove the redirect: the tests expect the response itself.',
  }
}

/** The query is left out: it may differ in every test. */
function nameTarget({ path, responseHeaders }: Exchange): string {
  const [from, to] = [pathOf(path, '/'), pathOf(responseHeaders['location'] ?? '', path)]
  return from === undefined || to === undefined || from === to || to.length > longestPath ? '' : ` to ${to}`
}

/** Characters. */
const longestPath = 100

const pathOf = (location: string, base: string): string | undefined =>
  location === '' ? undefined : URL.parse(location, `http://service${base}`)?.pathname

/**
 * What a response with the status of an error says of it, on one line; undefined where it says no more than its status.
 */
function quoteResponse({ responseBody, responseHeaders }: Exchange): string | undefined {
  const said = readSaid(responseBody ?? '', responseHeaders)
    ?.replace(/\s+/g, ' ')
    .trim()
  if (!said || !isTelling(said)) return undefined
  const line = escapeLine(said)
  return line.length > longestResponse ? `${line.slice(0, longestResponse)} …` : line
}

/** Characters. */
const longestResponse = 150

function readSaid(body: string, headers: Exchange['responseHeaders']): string | undefined {
  const html = readHtml(body, headers)
  if (html) {
    const line = html.lines.find(isTelling)
    // The heading of some error pages is the beginning of their title.
    return isTelling(html.title) && (line === undefined || html.title.startsWith(line)) ? html.title : line
  }
  const type = headers['content-type'] ?? 'text/plain'
  if (/^\s*\{/.test(body)) return findMessage(readJson(body))
  return /^text\//i.test(type) ? body.split('\n').find(isTelling) : undefined
}

/** An error may be in an object or a list of its own: `{"error":{"message":"…"}}`, `{"detail":[{"msg":"…"}]}`. */
function findMessage(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > 2) return undefined
  if (Array.isArray(value)) return findMessage(value[0], depth + 1)
  const fields = value as Readonly<Record<string, unknown>>
  return ['detail', 'message', 'msg', 'error', 'title']
    .map((name) => findMessage(fields[name], depth + 1))
    .find((said) => said !== undefined && isTelling(said))
}

/** The names of statuses, and the words around them. */
const noise =
  /\b(?:bad (?:request|gateway)|unauthorized|forbidden|not (?:found|acceptable|implemented)|method not allowed|request timeout|conflict|gone|(?:length|precondition) required|(?:payload|content) too large|unsupported media type|unprocessable (?:entity|content)|too many requests|internal server error|service unavailable|gateway timeout|an?|the|http|status|errors?|code|oops|occurred|server|returned|whitelabel|page|type|report)\b/gi

/** Whether a text says more than a status does. */
const isTelling = (text: string): boolean => /\p{L}{2}/u.test(text.replace(noise, ''))
