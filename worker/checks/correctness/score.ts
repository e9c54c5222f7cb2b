import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { replayScripts } from '../../../contracts/report/replay.js'
import type { TestResult } from '../../../contracts/report/report.js'
import type { TestRun } from './examination.js'
import type { RunFacts } from '../../report/verdict.js'
import { differsInType, expectsRefusal, findRefusal, findServerError } from '../../report/causes/exchanges.js'
import { isClosedSilently } from '../../report/causes/lost-responses.js'

/** Every hidden test with its outcome and the points it earned, in the round that counts. */
export function gradeTests({ tests, examination, otherRound }: RunFacts): TestResult[] {
  const find = (facts: Pick<RunFacts, 'examination'>, id: string) => facts.examination?.runs.get(id) ?? notRun(id)
  return tests.map((test) =>
    gradeTest(test, find({ examination }, test.id), otherRound && find(otherRound.facts, test.id)),
  )
}

/** What all tests are worth, and what they earned. */
export function sumPoints(facts: RunFacts): { points: number; earned: number } {
  const tests = gradeTests(facts)
  const sum = (amount: 'points' | 'earned') => tests.reduce((total, test) => total + test[amount], 0)
  return { points: sum('points'), earned: sum('earned') }
}

/** Finer than anything a report shows, and coarser than what binary sums of decimal fractions are off by. */
const finestOfPercent = 1e6

/** How much of all points the tests earned, in percent; nothing where there are none. */
export function earnedPercent(facts: RunFacts): number {
  const { points, earned } = sumPoints(facts)
  return points === 0 ? 0 : Math.round((finestOfPercent * 100 * earned) / points) / finestOfPercent
}

const notRun = (id: string): TestRun => ({ id, outcome: 'not-run', message: null, ms: 0, transcript: [], log: [] })

/**
 * The author's hint is on what the test is about. A test that stopped at an error instead of a success need not have
 * got so far: it may have failed in its preparation, or for want of a connection. Where it expects a refusal, the error
 * is what it is about.
 */
function qualifyHint(hint: string | null, run: TestRun): string | null {
  if (hint === null) return null
  if (differsInType(run))
    return `The values are right, but not their type: a number and text are different. If this test still fails then: ${hint}`
  const error = expectsRefusal(run) ? undefined : (findServerError(run) ?? findRefusal(run))
  if (!error) return hint
  return `First find out why your service responded with ${error.status} to ${error.method} ${error.path}. If this test still fails then: ${hint}`
}

/** `other`: how it went in the round that does not count, where there is one. It earns nothing. */
function gradeTest({ file: _file, ...test }: HiddenTest, counted: TestRun, other: TestRun | null): TestResult {
  const hasPassed = counted.outcome === 'passed'
  const isFlaky = hasPassed && other?.outcome === 'failed'
  // A learner can do something about the failure alone.
  const shown = isFlaky ? other : counted
  const { message, ms, transcript, log } = shown
  const scripts = replayScripts(transcript)
  return {
    ...test,
    outcome: isFlaky ? 'flaky' : counted.outcome,
    earned: hasPassed ? test.points : 0,
    hint: test.show === 'full' ? qualifyHint(test.hint, shown) : test.hint,
    message: isClosedSilently(shown)
      ? `${message} It kept running and logged nothing: a server does this if it catches an exception without logging it.`
      : message,
    ms,
    transcript: transcript.map((exchange, index) => ({ ...exchange, curl: scripts[index] ?? '' })),
    log: [...log],
    ...(other && { otherRound: other.outcome }),
  }
}
