import { setTimeout as pause } from 'node:timers/promises'
import { sendRequest } from '../kit/http/send-request.mjs'
import { describeListeners, describeTaken, findListenerUids } from './listeners.mjs'

const pollMs = 15
const probeMs = 5000

/**
 * Waits until the subject listens under its own UID and gives an HTTP answer, whatever its status.
 * Never connects before the listener is there: on Linux a port can connect to itself.
 * @param {import('./listeners.mjs').ExpectedListener} subject @param {number} withinMs
 * @returns {Promise<{ type: 'ready', ms: number } | { type: 'not-ready', reason: string, detail: string }>}
 */
export async function awaitReady(subject, withinMs) {
  const startedAt = performance.now()
  const remainingMs = () => withinMs - (performance.now() - startedAt)
  let last = noListener(subject)
  while (remainingMs() > 0) {
    const uids = await findListenerUids(subject.port)
    if (uids.some((uid) => uid !== subject.uid)) return foreignListener(subject)
    if (uids.length > 0) {
      const { status, failure } = await probe(subject.port, Math.ceil(Math.min(probeMs, Math.max(1, remainingMs()))))
      if (status !== null) return { type: 'ready', ms: Math.round(performance.now() - startedAt) }
      // A wrong answer says more than the last probe, which the deadline cut short.
      if (last.reason !== 'no-answer' || failure.kind !== 'timeout') last = noAnswer(failure)
    } else if (last.reason !== 'no-listener') {
      last = { ...noListener(subject), detail: `Your service listened on port ${subject.port} and then stopped listening.` }
    }
    await pause(pollMs)
  }
  if (last.reason !== 'no-listener') return last
  const elsewhere = await describeListeners(subject.uid)
  return elsewhere === null ? last : notReady('no-listener', `Your service listens on ${elsewhere} instead of port ${subject.port}, which $PORT names.`)
}

/** Waits until a service has its port again. @returns {Promise<boolean>} */
export async function awaitListener(listener, withinMs) {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    if ((await findListenerUids(listener.port)).includes(listener.uid)) return true
    await pause(pollMs)
  }
  return false
}

function probe(port, timeoutMs) {
  const request = { port, method: 'GET', path: '/', headers: { 'accept-encoding': 'identity' }, body: null, timeoutMs }
  return new Promise((resolve) => sendRequest({ ...request, signal: new AbortController().signal }, resolve))
}

const notReady = (reason, detail) => ({ type: 'not-ready', reason, detail: detail.slice(0, 1000) })

const noListener = ({ port }) => notReady('no-listener', `Nothing listened on port ${port}; a service must listen on $PORT.`)

const foreignListener = (subject) => notReady('foreign-listener', describeTaken(subject))

const noAnswer = (failure) => notReady('no-answer', `Your service listens, and gives no HTTP answer to GET /: ${failure.message}`)
