import { enumerate } from '../../../contracts/amounts.js'
import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { replayScripts } from '../../../contracts/report/replay.js'
import type { TestResult } from '../../../contracts/report/report.js'
import type { TestRun } from './examination.js'
import { isShown, type RunFacts } from '../../report/verdict.js'
import { findSharedDifference, type SharedDifference } from '../../report/causes/differing-fields.js'
import {
  differsInType,
  expectsRefusal,
  findPlainProblem,
  findRefusal,
  findServerError,
  isDisturbed,
  mediaTypeOf,
} from '../../report/causes/exchanges.js'
import { isClosedSilently } from '../../report/causes/lost-responses.js'

/** Every hidden test with its outcome and the points it earned, in the round that counts. */
export function gradeTests({ tests, examination, otherRound }: RunFacts): TestResult[] {
  const find = (facts: Pick<RunFacts, 'examination'>, id: string) => facts.examination?.runs.get(id) ?? notRun(id)
  const failed = tests
    .map(({ id }) => find({ examination }, id))
    .filter(({ outcome, id }) => outcome === 'failed' && isShown(id, { tests }))
  const shared = findSharedDifference(failed)
  return tests.map((test, index) =>
    gradeTest(test, {
      isLaterInCollection: isCollection(test) && tests.findIndex(({ file }) => file === test.file) < index,
      counted: find({ examination }, test.id),
      other: otherRound && find(otherRound.facts, test.id),
      shared,
    }),
  )
}

/** What all tests are worth, and what they earned. */
export function sumPoints({ tests, examination }: RunFacts): { points: number; earned: number } {
  const sum = (some: readonly HiddenTest[]) => some.reduce((total, { points }) => total + points, 0)
  const passed = tests.filter(({ id }) => examination?.runs.get(id)?.outcome === 'passed')
  return { points: sum(tests), earned: sum(passed) }
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
function qualifyHint(hint: string | null, run: TestRun, shared: SharedDifference | undefined): string | null {
  if (hint === null) return null
  if (shared?.explains(run))
    return `First find out why ${enumerate(shared.fields)} differ${shared.fields.length > 1 ? '' : 's'}, as in other tests. If this test still fails then: ${hint}`
  const plain = findPlainProblem(run)
  if (plain)
    return `The response to ${plain.method} ${plain.path} has the media type ${mediaTypeOf(plain)}, not application/problem+json, and nothing else was compared yet. If this test still fails after you have changed that: ${hint}`
  if (differsInType(run))
    return `The values are right, but not their type: a number and text are different. If this test still fails then: ${hint}`
  const error = expectsRefusal(run) ? undefined : (findServerError(run) ?? findUnforeseen(run))
  if (!error) return hint
  return `First find out why your service responded with ${error.status} to ${error.method} ${error.path}. If this test still fails then: ${hint}`
}

/** Says nothing of the test but that it failed as others did that are shown. */
const qualifyUnshown = (hint: string | null, run: TestRun, shared: SharedDifference | undefined): string | null =>
  hint !== null && run.outcome === 'failed' && shared?.explains(run)
    ? `First fix the failed tests that are shown in full: this one may fail for the same reason. If it still fails then: ${hint}`
    : hint

/** A report that breaks its own schema would be our fault. */
const boundHint = (hint: string | null) => hint && hint.slice(0, textLimits.hint)

/** Where a test has restarted the service, a refusal may be what it is about: something was lost. */
const findUnforeseen = (run: TestRun) => (isDisturbed(run) ? undefined : findRefusal(run))

/** The tests of a Postman collection run in its order, each on what those before it have left. */
const isCollection = ({ file }: HiddenTest) => file.endsWith('.json')
const collectionRemark =
  '# The tests of this collection build on each other: first send the requests of those before this one.\n'

interface TestRuns {
  isLaterInCollection: boolean
  counted: TestRun
  /** How it went in the round that does not count, where there is one. It earns nothing. */
  other: TestRun | null
  /** What many tests failed by, whatever they are about. */
  shared: SharedDifference | undefined
}

function gradeTest(
  { file: _file, ...test }: HiddenTest,
  { isLaterInCollection, counted, other, shared }: TestRuns,
): TestResult {
  const hasPassed = counted.outcome === 'passed'
  const isFlaky = hasPassed && other?.outcome === 'failed'
  // A learner can do something about the failure alone.
  const shown = isFlaky ? other : counted
  const { message, ms, transcript, log } = shown
  const scripts = replayScripts(transcript)
  const remark = isLaterInCollection ? collectionRemark : ''
  return {
    ...test,
    outcome: isFlaky ? 'flaky' : counted.outcome,
    earned: hasPassed ? test.points : 0,
    hint: boundHint((test.show === 'full' ? qualifyHint : qualifyUnshown)(test.hint, shown, shared)),
    message: isClosedSilently(shown)
      ? `${message} It kept running and logged nothing: a server does this if it catches an exception without logging it.`
      : message,
    ms,
    transcript: transcript.map((exchange, index) => ({ ...exchange, curl: `${remark}${scripts[index] ?? ''}` })),
    log: [...log],
    ...(other && { otherRound: other.outcome }),
  }
}
