import type { ExamineRequest, ExpectedListener } from '../../../contracts/protocol/examiner.js'
import type {
  AskedControl,
  CollectedTest,
  ContractFindings,
  TestResult,
} from '../../../contracts/protocol/test-runner.js'
import type { Exam } from './exam.js'
import { describeTaken, findForeignListener } from './listeners.js'
import type { PodControl } from './pod-control.js'

/** How long a test that was cut short may take to say so, before its process is killed. */
const graceMs = 2000
/** What a test waits for ends with the check, too, and may do so a moment before: that is no failure of the test. */
const endMarginMs = 100
const noContract: ContractFindings = { checkedCount: 0, violations: [] }
/** Responses came, or would have, that nobody compared. */
const lostContract: ContractFindings = { ...noContract, isLost: true }

const outOfMemory = 'The test ran out of memory; check the size of the responses of your service.'

/** `isPortTaken`: it failed because somebody else listens where a member of the pod should. */
export type Verdict = TestResult & { isPortTaken?: boolean }
export type TimedVerdict = Verdict & { ms: number }

interface Conditions {
  request: ExamineRequest
  pod: PodControl
  remainingMs: number
}

/**
 * Runs one test under its own time limit and that of the whole check. A test that does not give way is ended with its
 * process, and one may take its process along by itself: it fails, and the tests after it run in a new one.
 */
export async function runHiddenTest(exam: Exam, test: CollectedTest, conditions: Conditions): Promise<TimedVerdict> {
  const startedAt = performance.now()
  const foreign = await findForeignListener(conditions.request.listeners)
  const result = foreign ? portTaken(foreign) : await runBounded(exam, test, conditions)
  return { ...result, ms: Math.round(performance.now() - startedAt) }
}

async function runBounded(
  exam: Exam,
  test: CollectedTest,
  { request, pod, remainingMs }: Conditions,
): Promise<Verdict> {
  const startedAt = performance.now()
  const controls: Promise<void>[] = []
  const cut: { by?: 'test' | 'check'; message?: string } = {}
  let killTimer: NodeJS.Timeout | undefined
  const cutShort = (by: 'test' | 'check', message: string) => {
    if (cut.by) return
    Object.assign(cut, { by, message })
    exam.runner.abort(message)
    killTimer = setTimeout(() => exam.runner.kill(), graceMs)
  }
  const timer = startPausableTimer(test.timeoutMs, () =>
    cutShort('test', `The test did not finish within ${test.timeoutMs / 1000} s.`),
  )
  const checkTimer = setTimeout(() => cutShort('check', 'The time for all tests ran out during this one.'), remainingMs)
  const environment = { port: request.port, seed: exam.seed, services: request.services }
  const result = await exam.runner.run(
    test.id,
    environment,
    (asked) => void controls.push(carryOut(exam, pod, timer, asked)),
  )
  timer.stop()
  clearTimeout(checkTimer)
  clearTimeout(killTimer)
  await Promise.all(controls)
  await pod.undoAll()
  if (!result) await exam.renewRunner()
  const told = result ?? { ...failed(cut.message ?? outOfMemory), contract: lostContract }
  const isEndOfCheck =
    cut.by === 'check' || (told.outcome === 'failed' && performance.now() - startedAt > remainingMs - endMarginMs)
  return isEndOfCheck ? { ...told, outcome: 'not-run' } : told
}

/** What a test asks of the worker does not count as the test's own time. */
async function carryOut(exam: Exam, pod: PodControl, timer: PausableTimer, asked: AskedControl): Promise<void> {
  timer.pause()
  try {
    exam.runner.reply(asked.id, await pod.carryOut(asked))
  } catch (error) {
    exam.fail(error as Error)
  } finally {
    timer.resume()
  }
}

/** A test that failed before it could be asked anything. */
export const failed = (message: string | null): TestResult => ({
  outcome: 'failed',
  message,
  transcript: [],
  contract: noContract,
})

/** A test that failed because somebody else listens where a member of the pod should. */
export const portTaken = (listener: ExpectedListener): Verdict => ({
  ...failed(describeTaken(listener)),
  contract: lostContract,
  isPortTaken: true,
})

/** A test that was not run, and why. */
export const notRun = (message: string): TimedVerdict => ({ ...failed(message), outcome: 'not-run', ms: 0 })

interface PausableTimer {
  pause(): void
  resume(): void
  stop(): void
}

/**
 * Calls back once a time of running is over. A test's time stands still while the worker restarts
 * the subject for it.
 */
function startPausableTimer(limitMs: number, onOver: () => void): PausableTimer {
  let remainingMs = limitMs
  let pauses = 0
  let isStopped = false
  let startedAt = performance.now()
  let timer = setTimeout(onOver, remainingMs)
  return {
    pause() {
      if (++pauses > 1) return
      clearTimeout(timer)
      remainingMs -= performance.now() - startedAt
    },
    resume() {
      if (--pauses > 0 || isStopped) return
      startedAt = performance.now()
      timer = setTimeout(onOver, Math.max(0, remainingMs))
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
