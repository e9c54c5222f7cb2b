import type { Report, TestResult } from './report.js'
import { stoppedDuringTest, wordsOfTests } from './test-words.js'

/** The lines of a log that say why a run did not get to its tests, and where they are from. */
export interface TellingLines {
  title: string
  lines: readonly string[]
}

const mostLines = 3
const mostCharacters = 300

/**
 * The log's own words for why there is no better result; `null` where the tests ran, nothing was printed, or the
 * summary quotes them.
 */
export function findTellingLines({
  verdict,
  checks,
  summary,
  buildLog,
  serviceLog,
  exercise,
}: Pick<Report, 'verdict' | 'checks' | 'summary' | 'buildLog' | 'serviceLog' | 'exercise'>): TellingLines | null {
  const isBuild = verdict === 'build-failed'
  const isMeant = isBuild || verdict === 'did-not-start' || verdict === 'crashed' || checks.correctness.reason !== null
  const lines = isMeant
    ? pickLines(
        isBuild ? buildLog : verdict === 'crashed' ? findCrashLog(checks.correctness.tests) : serviceLog,
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

/**
 * What the service logged in the test that it stopped in first: its last error may be another one, as of a failed
 * restart.
 */
const findCrashLog = (tests: readonly TestResult[]) =>
  tests.find(({ message }) => message?.startsWith(stoppedDuringTest))?.log.join('\n') ?? ''

/**
 * Errors of a compiler follow from its first; a program ends with its last. Without one, the end of the log is the best
 * guess.
 */
function pickLines(log: string, which: 'first' | 'last'): string[] {
  const lines = log
    .split('\n')
    .filter((line) => line.trim() !== '' && !isFrame.test(line))
    .map((line) => (line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line))
  const at = which === 'first' ? lines.findIndex(isError) : lines.findLastIndex(isError)
  if (at < 0) return lines.slice(-mostLines)
  const after = lines.slice(at + 1)
  const others = after.findIndex((line) => !isError(line))
  return [lines[at] as string, ...(others < 0 ? after : after.slice(0, others))].slice(0, mostLines)
}

/** What the summary leaves out of the exception that it quotes. */
const opensCause =
  /^\s*(?:\[[^\]]*\] |\d{4}-\d\d-\d\dT\S+ )*(?:Caused by: |Exception in thread "[^"]*" |Unhandled exception\. |---> |Uncaught (?:PHP Exception )?|PHP (?:Fatal|Parse) error:\s+Uncaught )*/

const isError = (line: string): boolean => namesError.test(line) || opensError.test(line)

/** `TypeError: …`, `java.net.BindException: …`, `server.js(3,5): error TS2322: …` */
const namesError = /(?:^|[\s.:\\(])[A-Z][A-Za-z0-9_$]{0,80}(?:Error|Exception)\b|\berror(?: [A-Z]{1,8}\d{1,6})?:/
/** `Error: …`, `npm error …`, `PHP Fatal error: …`, `[ERROR] …`, `panic: …` */
const opensError = /^\s*(?:\[?(?:error|fatal)\b|npm (?:ERR!|error)|PHP (?:Fatal|Parse) error|panic:|Caused by:)/i

/**
 * Where in the code, rather than what, and the headings of such lists; and what Npgsql prints at every start without
 * Kerberos.
 */
const isFrame =
  /libgssapi_krb5|^\s+at |^\s+File "|^\s*\^+\s*$|^node:|^\s+\.\.\. \d+ more|^Traceback \(most recent call last\)|^Node\.js v\d/
