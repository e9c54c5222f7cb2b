import type { TestRun } from '../checks/correctness/examination.js'
import type { Cause, Submitted } from './causes/cause.js'
import { findCause } from './causes/log-causes.js'
import { quoteFirst } from './causes/log-exception.js'
import { findWrongEncoding } from './causes/missing-files.js'
import { findResponseCause } from './causes/response-causes.js'
import { findSharedEnding, findSharedState } from './shared-endings.js'
import { type RunFacts, runsOf } from './verdict.js'

/** The most certain goes first. Tests that failed only in the other round have a cause as well. */
export const findTestCause = (facts: RunFacts, submitted: Submitted): Partial<Cause> | undefined =>
  findRunCause(facts, submitted) ??
  findSharedState(facts, submitted) ??
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
  const logs = failed.map(({ log }) => log.join('\n'))
  // Where something works, what was printed at other times need not be the cause.
  if (haveAllFailed && hidden.size === 0) logs.push(facts.examination?.log ?? '')
  for (const log of logs) {
    const cause = findCause(log, submitted, { isRunning: true })
    if (cause) return cause
  }
  const seen = findResponseCause(failed, submitted)
  if (seen) return seen
  const thrown = haveAllFailed && runs.every(endsInServerError) ? quoteFirst(logs) : undefined
  if (thrown) return thrown
  // PHP sends what it cannot read as it is: the service runs, and nothing that it says is right.
  return submitted.language === 'php' ? findWrongEncoding(submitted, '') : undefined
}

/**
 * Tests that show less than all of themselves. A summary is for everybody, and a service may print what they send:
 * their logs stay unread.
 */
export const hiddenTests = ({ tests }: RunFacts): ReadonlySet<string> =>
  new Set(tests.filter(({ show }) => show !== 'full').map(({ id }) => id))

/** Where every test ends so, its log says more than its expectations. */
const endsInServerError = ({ transcript }: TestRun) => (transcript.at(-1)?.status ?? 0) >= 500
