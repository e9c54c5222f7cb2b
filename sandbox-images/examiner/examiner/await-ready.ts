import { setTimeout as pause } from 'node:timers/promises'
import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { ExaminerLine, ExpectedListener } from '../../../contracts/protocol/examiner.js'
import type { HttpFailure } from '../kit/http/http-failure.js'
import type { Answer } from '../kit/http/receive-response.js'
import { sendRequest } from '../kit/http/send-request.js'
import { describeListeners, describeTaken, findListenerUids } from './listeners.js'

const pollMs = 15
const probeMs = 5000

type Ready = Omit<Extract<ExaminerLine, { type: 'ready' }>, 'nonce'>
type NotReady = Omit<Extract<ExaminerLine, { type: 'not-ready' }>, 'nonce'>
export type Readiness = Ready | NotReady
/** `mayBeSlow`: it may still answer if it is given more time. */
type Unready = NotReady & { mayBeSlow?: boolean }

/**
 * Waits until the subject listens under its own UID and gives an HTTP answer, whatever its status. When the time is
 * over, `askForMore` gives the milliseconds that a busy machine has cost it. After those, one that is still silent is
 * watched for `extraMs`: if it answers then, it is not ready for the reason `too-slow`.
 */
export async function awaitReady(
  subject: ExpectedListener,
  withinMs: number,
  { askForMore = async () => 0, extraMs = 0 }: { askForMore?: () => Promise<number>; extraMs?: number } = {},
): Promise<Readiness> {
  let waitedMs = 0
  let grantedMs = withinMs
  for (;;) {
    const found = await awaitAnswer(subject, grantedMs)
    if (found.type === 'ready') return { ...found, ms: waitedMs + found.ms }
    const { mayBeSlow, ...end } = found
    if (!mayBeSlow) return end
    const elsewhere = end.reason === 'no-listener' ? await describeListeners(subject) : null
    if (elsewhere)
      return {
        ...notReady(
          'no-listener',
          `Your service listens on ${elsewhere.words} instead of port ${subject.port}, the value of $PORT.`,
        ),
        ports: elsewhere.ports,
      }
    waitedMs += grantedMs
    grantedMs = await askForMore()
    if (grantedMs > 0) continue
    const late = await awaitAnswer(subject, extraMs)
    return late.type === 'ready'
      ? notReady(
          'too-slow',
          `Your service sent its first response only after ${((waitedMs + late.ms) / 1000).toFixed(1)} seconds.`,
        )
      : end
  }
}

/** Never connects before the listener is there: on Linux a port can connect to itself. */
async function awaitAnswer(subject: ExpectedListener, withinMs: number): Promise<Ready | Unready> {
  const startedAt = performance.now()
  const remainingMs = () => withinMs - (performance.now() - startedAt)
  let last: Unready = noListener(subject)
  while (remainingMs() > 0) {
    const uids = await findListenerUids(subject.port)
    if (uids.some((uid) => uid !== subject.uid)) return foreignListener(subject)
    if (uids.length > 0) {
      const { status, failure } = await probe(subject.port, Math.ceil(Math.min(probeMs, Math.max(1, remainingMs()))))
      if (status !== null) return { type: 'ready', ms: Math.round(performance.now() - startedAt) }
      // A wrong answer says more than the last probe, which the deadline cut short.
      if (failure && (last.reason !== 'no-answer' || failure.kind !== 'timeout')) last = noAnswer(subject, failure)
    } else if (last.reason !== 'no-listener') {
      last = {
        ...noListener(subject),
        detail: `Your service listened on port ${subject.port} and then stopped listening.`,
      }
    }
    await pause(pollMs)
  }
  return last
}

/** Waits until a service has its port again. Answers whether it has. */
export async function awaitListener(listener: ExpectedListener, withinMs: number): Promise<boolean> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    if ((await findListenerUids(listener.port)).includes(listener.uid)) return true
    await pause(pollMs)
  }
  return false
}

function probe(port: number, timeoutMs: number): Promise<Answer> {
  const request = { port, method: 'GET', path: '/', headers: { 'accept-encoding': 'identity' }, body: null, timeoutMs }
  return new Promise((resolve) => sendRequest({ ...request, signal: new AbortController().signal }, resolve))
}

const notReady = (reason: NotReady['reason'], detail: string): NotReady => ({
  type: 'not-ready',
  reason,
  detail: detail.slice(0, textLimits.reason),
})

const noListener = ({ port }: ExpectedListener): Unready => ({
  ...notReady('no-listener', `Nothing listened on port ${port}; a service must listen on $PORT.`),
  mayBeSlow: true,
})

const foreignListener = (subject: ExpectedListener) => notReady('foreign-listener', describeTaken(subject))

const noAnswer = ({ port }: ExpectedListener, failure: HttpFailure): Unready => ({
  ...notReady(
    'no-answer',
    // How long the last of several requests could take says nothing to a learner.
    failure.kind === 'timeout'
      ? `Your service listens on port ${port}, but did not finish its response to GET / in time.`
      : `Your service listens on port ${port}, but GET / got no valid HTTP response: ${failure.message.replace(/^Your service /, 'it ')}`,
  ),
  mayBeSlow: failure.kind === 'timeout',
})
