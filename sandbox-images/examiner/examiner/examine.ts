import type { ExamineRequest } from '../../../contracts/protocol/examiner.js'
import type { TestResult } from '../../../contracts/protocol/test-runner.js'
import { contractTest, createContractVerdict } from '../contract/contract-verdict.js'
import { awaitReady } from './await-ready.js'
import type { Exam } from './exam.js'
import { findListener } from './listeners.js'
import { askForStartTime, createPodControl } from './pod-control.js'
import { notRun, runHiddenTest, type TimedVerdict, type Verdict } from './run-hidden-test.js'

const reasons = {
  gone: 'Your service was no longer running.',
  timeOver: 'The time for all tests had run out.',
}

/**
 * How much longer than its time to start a service is watched, to tell one that is slow from one that never answers.
 */
const mostExtraMs = 10_000

/** Waits for the subject and runs the tests against it, one after the other. */
export async function examine(exam: Exam, request: ExamineRequest): Promise<void> {
  const subject = findListener(request.listeners, 'subject')
  const extraMs = Math.min(request.startMs / 2, mostExtraMs)
  const readiness = await awaitReady(subject, request.startMs, {
    askForMore: () => askForStartTime(exam.worker),
    extraMs,
  })
  exam.write(readiness)
  const isTimedOut = readiness.type === 'ready' && (await runTests(exam, request))
  exam.write({ type: 'done', ...(isTimedOut && { timedOut: true }) })
}

/** Answers whether the time for all tests ran out. */
async function runTests(exam: Exam, request: ExamineRequest): Promise<boolean> {
  const endsAt = performance.now() + request.checkMs
  const remainingMs = () => endsAt - performance.now()
  const pod = createPodControl(exam.worker, request, remainingMs)
  const contract = createContractVerdict()
  const findObstacle = async (result?: Verdict) => {
    if (remainingMs() <= 0) return reasons.timeOver
    return (await pod.isSubjectThere(result && hasFailedExchange(result))) ? null : reasons.gone
  }

  const begin = ({ id }: { id: string }) => exam.write({ type: 'test-started', id })
  const end = ({ id }: { id: string }, result: TimedVerdict) => {
    contract.add(result)
    reportEnd(exam, id, result)
  }

  let obstacle = await findObstacle()
  for (const test of exam.tests) {
    if (!obstacle) begin(test)
    const result = obstacle
      ? notRun(obstacle)
      : await runHiddenTest(exam, test, { request, pod, remainingMs: remainingMs() })
    end(test, result)
    obstacle ??= await findObstacle(result)
  }
  for (const suite of exam.suites) {
    // As large as what runs tests; few exercises have suites.
    const { runSuite } = await import('../suites/run-suite.js')
    if (obstacle) for (const test of suite.tests) end(test, notRun(obstacle))
    else obstacle = await runSuite(exam, suite, { request, remainingMs, findObstacle, begin, end })
  }
  if (exam.hasContract) reportContract(exam, contract.result())
  return remainingMs() <= 0
}

/** Whether a request got no whole response: the service may be about to end. */
const hasFailedExchange = ({ transcript }: Pick<TestResult, 'transcript'>) =>
  transcript.some(({ error }) => error !== null)

function reportContract(exam: Exam, result: Omit<TestResult, 'contract'>): void {
  const { id } = contractTest(0)
  if (result.outcome !== 'not-run') exam.write({ type: 'test-started', id })
  reportEnd(exam, id, { ...result, ms: 0 })
}

const reportEnd = (
  exam: Exam,
  id: string,
  { outcome, message, ms, transcript, isPortTaken }: Omit<TimedVerdict, 'contract'>,
): void => exam.write({ type: 'test-ended', id, outcome, message, ms, transcript, ...(isPortTaken && { isPortTaken }) })
