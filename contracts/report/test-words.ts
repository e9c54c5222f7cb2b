import { count, decimal } from '../amounts.js'
import type { ExerciseKind } from '../exercise/reference.js'
import type { Exchange } from '../protocol/examiner.js'
import { type CorrectnessResult, type Report, type TestOutcome, testOutcomes, type TestResult } from './report.js'
import type { Verdict } from './verdict.js'

/** How what a report lists is called: hidden tests of a service, or planted bugs that a suite was tried on. */
export interface TestWords {
  heading: string
  /** One of them. */
  noun: string
  outcomes: Readonly<Record<TestOutcome, string>>
  /** What was handed in, as its maker calls it. */
  work: string
  /** Whose output stands with one of them. */
  logHeading: string
}

const wordsByKind: Readonly<Record<ExerciseKind, TestWords>> = {
  service: {
    heading: 'Tests',
    noun: 'test',
    outcomes: { passed: 'passed', failed: 'failed', flaky: 'flaky', 'not-run': 'not run' },
    work: 'your service',
    logHeading: 'What your service logged during this test',
  },
  'test-suite': {
    heading: 'Planted bugs',
    noun: 'planted bug',
    outcomes: { passed: 'caught', failed: 'missed', flaky: 'flaky', 'not-run': 'not run' },
    work: 'your suite',
    logHeading: 'What your suite printed',
  },
}

/**
 * How a test went in two rounds that do not agree, in a sentence; `null` where they agree, or there was one. Reports of
 * versions that repeated failed tests alone do not name the other round.
 */
export function describeRounds({ outcome, otherRound }: Pick<TestResult, 'outcome' | 'otherRound'>): string | null {
  if (outcome === 'flaky' && otherRound === undefined)
    return 'It failed once and passed when it was run again, so it does not count against you.'
  if (outcome === 'flaky')
    return 'It passed in the round that counts and failed in the other one. Below is what happened when it failed.'
  if (outcome === 'failed' && otherRound === 'passed')
    return 'It failed in the round that counts and passed in the other one, which did not earn more points overall, or did not run to its end.'
  return null
}

/** `kind` is that of a report; reports of services name none. */
export const wordsOfTests = (kind: ExerciseKind = 'service'): TestWords => wordsByKind[kind]

/** What a reader needs first, apart from the rest; both in the order of the exercise. */
export const splitTests = (tests: readonly TestResult[]): { failed: TestResult[]; others: TestResult[] } => ({
  failed: tests.filter(({ outcome }) => outcome === 'failed'),
  others: tests.filter(({ outcome }) => outcome !== 'failed'),
})

/** Tests by the names of their groups, in the order in which these first appear. */
export const groupTests = (tests: readonly TestResult[]): [group: string, tests: TestResult[]][] =>
  [...new Set(tests.map(({ group }) => group))].map((group) => [group, tests.filter((test) => test.group === group)])

/** `3 passed, 1 failed` */
export const countOutcomes = (tests: readonly TestResult[], { outcomes }: TestWords): string =>
  testOutcomes
    .map((outcome) => [outcome, tests.filter((test) => test.outcome === outcome).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([outcome, amount]) => `${amount} ${outcomes[outcome]}`)
    .join(', ')

/** `12 of 20 points: 3 passed, 1 failed; 2 points in ${words.noun}s that are not shown` */
export function describePoints({ earned, points, tests }: CorrectnessResult, words: TestWords): string {
  const unshown = points - tests.reduce((sum, test) => sum + test.points, 0)
  const rest =
    unshown > 0 && tests.length > 0 ? `; ${count(unshown, 'point')} in ${words.noun}s that are not shown` : ''
  return `${decimal(earned)} of ${count(points, 'point')}${tests.length > 0 ? `: ${countOutcomes(tests, words)}` : ''}${rest}`
}

/**
 * The heading of a group. A group that is listed in two places says which of its tests are where: `Notes: 2 failed`.
 */
export function titleGroup(
  group: string,
  listed: readonly TestResult[],
  all: readonly TestResult[],
  words: TestWords,
): string {
  const isWhole = all.filter((test) => test.group === group).length === listed.length
  return isWhole ? group : `${group}: ${countOutcomes(listed, words)}`
}

/** What a hint is worth, where failed tests have one: authors write it before they see a submission. */
export const explainHints = (failed: readonly TestResult[], { outcomes }: TestWords): string | null =>
  outcomes.failed === 'failed' && failed.some(({ hint }) => hint !== null)
    ? 'A hint names the usual mistake in what a test is about. Yours may be another one: first compare what was expected and received.'
    : null

const firstExchanges = 2
const lastExchanges = 4
const mostOtherKinds = 3

/**
 * The parts of a long transcript: how the test was set up, with the first response of each kind that came nowhere else;
 * what is left; and where it ended. `missing`: how many requests the report did not keep.
 */
export function partTranscript<Shown extends Pick<Exchange, 'method' | 'status' | 'missing'>>(
  transcript: readonly Shown[],
): { begin: Shown[]; left: Shown[]; end: Shown[]; missing: number } {
  const missing = transcript.reduce((sum, exchange) => sum + (exchange.missing ?? 0), 0)
  const first = transcript.slice(0, firstExchanges)
  const end = transcript.slice(firstExchanges).slice(-lastExchanges)
  const between = transcript.slice(firstExchanges, transcript.length - end.length)
  const kindOf = ({ method, status }: Shown) => `${method} ${status}`
  const known = new Set([...first, ...end].map(kindOf))
  const others = between
    .filter((exchange) => !known.has(kindOf(exchange)) && known.add(kindOf(exchange)))
    .slice(0, mostOtherKinds)
  const left = between.filter((exchange) => !others.includes(exchange))
  // A gap takes as much room as one request.
  if (left.length < 2) return { begin: [...first, ...between], left: [], end, missing }
  return { begin: [...first, ...others], left, end, missing }
}

/** Why a failed test that shows its hint shows nothing else. */
export const hiddenCause = 'What happened in this test is not shown.'

/** Whether only its hint is shown of a test that failed. */
export const showsOnlyHint = ({ outcome, message, hint, transcript, log }: TestResult): boolean =>
  outcome === 'failed' && hint !== null && message === null && transcript.length === 0 && log.length === 0

/** Whether a verdict says by itself that no test ran. */
export const saysNoneRun = (verdict: Verdict): boolean => verdict === 'did-not-start' || verdict === 'build-failed'

/** `None of the 41 tests ran.` */
export const describeNoneRun = (amount: number, { noun }: TestWords): string =>
  amount === 1 ? `The ${noun} did not run.` : `None of the ${amount} ${noun}s ran.`

/** How the message of a test begins in which the service ended by itself. */
export const stoppedDuringTest = 'Your service stopped during this test'

/** The lines of a log that say why a run did not get to its tests, and where they are from. */
export interface KeyLines {
  title: string
  lines: readonly string[]
}

const mostLines = 3
const mostCharacters = 300

/**
 * The log's own words for why there is no better result; `null` where the tests ran, nothing was printed, or the
 * summary quotes them.
 */
export function findKeyLines({
  verdict,
  checks,
  summary,
  buildLog,
  serviceLog,
  exercise,
}: Pick<Report, 'verdict' | 'checks' | 'summary' | 'buildLog' | 'serviceLog' | 'exercise'>): KeyLines | null {
  const isBuild = verdict === 'build-failed'
  const isMeant = isBuild || verdict === 'did-not-start' || verdict === 'crashed' || checks.correctness.reason !== null
  const lines = isMeant
    ? pickLines(
        isBuild ? buildLog : verdict === 'crashed' ? findCrashLog(checks.correctness.tests, summary) : serviceLog,
        isBuild ? 'first' : 'last',
      )
    : []
  const unquoted = lines.filter(
    (line) => !summary.detail.includes(line.replace(opensCause, '').replace(/ …$/, '').trim()),
  )
  return unquoted.length === 0
    ? null
    : { title: `From the log of ${isBuild ? 'the build' : wordsOfTests(exercise.kind).work}`, lines: unquoted }
}

/** How the summary of a crash names the test that the service first stopped in, or right after. */
export const nameTest = (title: string): string => `the test “${title}”`

/**
 * What the service logged in the test that the summary names: a later end may have another cause. The text of a test
 * that is hidden is not there to quote, and the summary does not name it.
 */
const findCrashLog = (tests: readonly TestResult[], { detail }: Report['summary']) =>
  tests.find(({ title }) => detail.includes(nameTest(title)))?.log.join('\n') ?? ''

/**
 * Errors of a compiler follow from its first; a program ends with its last. Without one, the end of the log is the best
 * guess.
 */
function pickLines(log: string, which: 'first' | 'last'): string[] {
  const lines = log
    .split('\n')
    .filter((line) => line.trim() !== '' && !isFrame.test(line))
    .map((line) => (line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line))
  const assertion = lines.findIndex((line) => headsMessage.test(line))
  if (assertion > 0) return [lines[assertion - 1] as string, ...lines.slice(assertion + 1, assertion + 1 + mostLines)]
  const at = which === 'first' ? lines.findIndex(isError) : lines.findLastIndex(isError)
  if (at < 0) return pickAddress(lines) ?? lines.slice(-mostLines)
  const after = lines.slice(at + 1)
  const others = after.findIndex((line) => !isError(line))
  return [lines[at] as string, ...(others < 0 ? after : after.slice(0, others))].slice(0, mostLines)
}

/** Where a service says that it listens, it may be the wrong address. */
function pickAddress(lines: readonly string[]): string[] | undefined {
  const line = lines.findLast((each) => /\b(?:listening|running|serving)\b.*(?::\d{2,5}\b|\bport\b)/i.test(each))
  return line === undefined ? undefined : [line]
}

/** `dotnet test` prints the name of a test above it, and what was compared below. */
const headsMessage = /^\s*Error Message:$/

/** What the summary leaves out of the exception that it quotes. */
const opensCause =
  /^\s*(?:\[[^\]]*\] |\d{4}-\d\d-\d\dT\S+ )*(?:Caused by: |Exception in thread "[^"]*" |Unhandled exception\. |---> |Uncaught (?:PHP Exception )?|PHP (?:Fatal|Parse) error:\s+Uncaught )*/

const isError = (line: string): boolean => namesError.test(line) || opensError.test(line)

/** `TypeError: …`, `java.net.BindException: …`, `server.js(3,5): error TS2322: …` */
const namesError =
  /(?:^|[\s.:\\(])[A-Z][A-Za-z0-9_$]{0,80}(?:Error|Exception)\b|\w \[Error\]: |\berror(?: [A-Z]{1,8}\d{1,6})?:/
/** `Error: …`, `npm error …`, `PHP Fatal error: …`, `[ERROR] …`, `panic: …` */
const opensError = /^\s*(?:\[?(?:error|fatal)\b|npm (?:ERR!|error)|PHP (?:Fatal|Parse) error|panic:|Caused by:)/i

/**
 * Where in the code, rather than what, and the headings of such lists; and what Npgsql prints at every start without
 * Kerberos.
 */
const isFrame =
  /libgssapi_krb5|^\s+at |^\s+File "|^\s*\^+\s*$|^node:|^\s+\.\.\. \d+ more|^Traceback \(most recent call last\)|^Node\.js v\d|^\s+from \S+:\d+:in |^\s*\S+\.r[bu]:\d+:in [`'][^']*'$|^\S+\.py:\d+: [A-Z]\w*$/
