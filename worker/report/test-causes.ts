import type { TestRun } from '../checks/correctness/examination.js'
import type { Cause, LogOrigin, Submitted } from './causes/cause.js'
import { isDisturbed } from './causes/exchanges.js'
import { findCause } from './causes/log-causes.js'
import { quoteFirst } from './causes/log-exception.js'
import { findWrongEncoding } from './causes/missing-files.js'
import { findResponseCause } from './causes/response-causes.js'
import { findSplitTransaction } from './causes/node.js'
import { findSharedEnding, findSharedState, haveOverlapped } from './shared-endings.js'
import { type RunFacts, runsOf } from './verdict.js'

/** The most certain goes first. Tests that failed only in the other round have a cause as well. */
export const findTestCause = (facts: RunFacts, submitted: Submitted): Partial<Cause> | undefined =>
  findRunCause(facts, submitted) ??
  findSharedState(facts, submitted) ??
  (haveOverlapped(facts) ? findSplitTransaction(submitted) : undefined) ??
  findSharedEnding(facts, submitted) ??
  findRunCause({ ...facts, examination: facts.otherRound?.facts.examination ?? null }, submitted)

/**
 * Why tests failed in a service that had started, where it has said so. What it printed during failed tests goes first.
 */
export function findRunCause(facts: RunFacts, submitted: Submitted): Cause | undefined {
  const hidden = hiddenTests(facts)
  const runs = runsOf(facts)
  const haveAllFailed = runs.every(({ outcome }) => outcome !== 'passed')
  const failed = runs.filter(({ id, outcome }) => outcome !== 'passed' && !hidden.has(id))
  if (failed.length === 0) return undefined
  const logged = findLoggedCause(failed, runs, submitted)
  if (logged) return logged
  // Where something works, what was printed at other times need not be the cause.
  const everything = haveAllFailed && hidden.size === 0 ? (facts.examination?.log ?? '') : ''
  const said = findCause(everything, submitted, { isRunning: true })
  if (said) return said
  const seen = findResponseCause(failed, submitted)
  if (seen) return seen
  const logs = [...failed.map(logOf), everything]
  const thrown = haveAllFailed && runs.every(endsInServerError) ? quoteFirst(logs) : undefined
  if (thrown) return thrown
  // PHP sends what it cannot read as it is: the service runs, and nothing that it says is right.
  return submitted.language === 'php' ? findWrongEncoding(submitted, '') : undefined
}

/** What the first failed test logged whose log has a known cause; confined to those tests where they are few. */
function findLoggedCause(
  failed: readonly TestRun[],
  runs: readonly TestRun[],
  submitted: Submitted,
): Cause | undefined {
  const explain = (run: TestRun, origin: LogOrigin) => findCause(logOf(run), submitted, { isRunning: true, origin })
  const having = failed.filter((run) => explain(run, { isDisturbed: isDisturbed(run), hasRecovered: false }))
  const [first, last] = [having[0], having.at(-1)]
  const cause =
    first && last && explain(first, { isDisturbed: isDisturbed(first), hasRecovered: hasRecovered(last, runs) })
  return cause && having.length * 2 < failed.length
    ? { ...cause, detail: `In the log of ${having.length} of ${failed.length} failed tests: ${cause.detail}` }
    : cause
}

const logOf = ({ log }: TestRun): string => log.join('\n')

/** Whether a test after this one passed before the service was restarted. */
function hasRecovered(run: TestRun, runs: readonly TestRun[]): boolean {
  const later = runs.slice(runs.indexOf(run) + 1)
  const restart = later.findIndex(isDisturbed)
  return (restart === -1 ? later : later.slice(0, restart)).some(
    ({ outcome, transcript }) => outcome === 'passed' && transcript.some(({ status }) => (status ?? 500) < 300),
  )
}

/**
 * Tests that show less than all of themselves. A summary is for everybody, and a service may print what they send:
 * their logs stay unread.
 */
export const hiddenTests = ({ tests }: RunFacts): ReadonlySet<string> =>
  new Set(tests.filter(({ show }) => show !== 'full').map(({ id }) => id))

/** Where every test ends so, its log says more than its expectations. */
const endsInServerError = ({ transcript }: TestRun) => (transcript.at(-1)?.status ?? 0) >= 500
