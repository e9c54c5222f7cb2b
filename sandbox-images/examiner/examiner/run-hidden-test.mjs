import { describeTaken, findForeignListener } from './listeners.mjs'
import { startPausableTimer } from './pausable-timer.mjs'

/** How long a test that was cut short may take to say so, before its process is killed. */
const graceMs = 2000
/** What a test waits for ends with the check, too, and may do so a moment before: that is no failure of the test. */
const endMarginMs = 100
const noContract = { checkedCount: 0, violations: [] }
/** Responses came, or would have, that nobody compared. */
const lostContract = { ...noContract, isLost: true }

const outOfMemory = 'The test ran out of memory; check the size of the responses of your service.'

/**
 * Runs one test under its own time limit and that of the whole check. A test that does not give way is ended with its
 * process, and one may take its process along by itself: it fails, and the tests after it run in a new one.
 * @param {object} exam @param {{ id: string, timeoutMs: number }} test
 * @param {{ request: object, pod: object, remainingMs: number }} conditions
 */
export async function runHiddenTest(exam, test, { request, pod, remainingMs }) {
  const startedAt = performance.now()
  const foreign = await findForeignListener(request.listeners)
  const result = foreign ? portTaken(foreign) : await runBounded(exam, test, { request, pod, remainingMs })
  return { ...result, ms: Math.round(performance.now() - startedAt) }
}

async function runBounded(exam, test, { request, pod, remainingMs }) {
  const startedAt = performance.now()
  const controls = []
  let cut
  let killTimer
  const cutShort = (by, message) => {
    if (cut) return
    cut = { by, message }
    exam.runner.abort(message)
    killTimer = setTimeout(() => exam.runner.kill(), graceMs)
  }
  const timer = startPausableTimer(test.timeoutMs, () =>
    cutShort('test', `The test did not finish within ${test.timeoutMs / 1000} s.`),
  )
  const checkTimer = setTimeout(() => cutShort('check', 'The time for all tests ran out during this one.'), remainingMs)
  exam.onControl = (asked) => controls.push(carryOut(exam, pod, timer, asked))

  const result = await exam.runner.run(test.id, { port: request.port, seed: exam.seed, services: request.services })
  timer.stop()
  clearTimeout(checkTimer)
  clearTimeout(killTimer)
  await Promise.all(controls)
  await pod.undoAll()
  if (!result) await exam.renewRunner()
  const told = result ?? { ...failed(cut?.message ?? outOfMemory), contract: lostContract }
  const isEndOfCheck =
    cut?.by === 'check' || (told.outcome === 'failed' && performance.now() - startedAt > remainingMs - endMarginMs)
  return isEndOfCheck ? { ...told, outcome: 'not-run' } : told
}

/** What a test asks of the worker does not count as the test's own time. */
async function carryOut(exam, pod, timer, asked) {
  timer.pause()
  try {
    exam.runner.reply(asked.request, await pod.carryOut(asked))
  } catch (error) {
    exam.fail(error)
  } finally {
    timer.resume()
  }
}

/** A test that failed before it could be asked anything. */
export const failed = (message) => ({ outcome: 'failed', message, transcript: [], contract: noContract })

/** A test that failed because somebody else listens where a member of the pod should. */
export const portTaken = (listener) => ({
  ...failed(describeTaken(listener)),
  contract: lostContract,
  isPortTaken: true,
})

/** A test that was not run, and why. */
export const notRun = (message) => ({ ...failed(message), outcome: 'not-run', ms: 0 })
