import type { TestRun } from '../../checks/correctness/examination.js'
import type { RunFacts } from '../verdict.js'
import type { Cause, Submitted } from './cause.js'
import { findCause } from './log-causes.js'
import { quoteFirst } from './log-exception.js'
import { findWrongEncoding } from './missing-files.js'
import { findResponseCause } from './response-causes.js'

/**
 * Why tests failed in a service that had started, where it has said so. What it printed during failed tests goes first.
 */
export function findRunCause(facts: RunFacts, submitted: Submitted): Cause | undefined {
  const { examination } = facts
  const hidden = hiddenTests(facts)
  const runs = [...(examination?.runs.values() ?? [])]
  const haveAllFailed = runs.every(({ outcome }) => outcome !== 'passed')
  const failed = runs.filter(({ id, outcome }) => outcome !== 'passed' && !hidden.has(id))
  if (failed.length === 0) return undefined
  const logs = failed.map(({ log }) => log.join('\n'))
  // Where something works, what was printed at other times need not be the cause.
  if (haveAllFailed && hidden.size === 0) logs.push(examination?.log ?? '')
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
