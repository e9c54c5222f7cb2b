import { setTimeout as pause } from 'node:timers/promises'
import { awaitListener, awaitReady } from './await-ready.mjs'
import { findListenerUids } from './listeners.mjs'

/** How long news of the subject's end may take to the worker, once the kernel shows that nobody listens. */
const news = { tries: 20, pauseMs: 25 }
const serviceStartMs = 20_000
const undoing = { 'service.pause': 'service.resume', 'service.stop': 'service.start' }

/**
 * What tests may do to the pod, through the worker: each action is over only when its effect can be
 * seen, and what a test left paused or stopped is put right before the next one.
 * @param {{ ask: (action: string, service?: string) => Promise<{ ok: boolean, detail: string }> }} worker
 * @param {{ listeners: readonly import('./listeners.mjs').ExpectedListener[], startMs: number }} request
 * @param {() => number} remainingMs of the time for all tests: nothing waits for the subject longer than that
 */
export function createPodControl(worker, { listeners, startMs }, remainingMs) {
  const left = new Map()
  const findListener = (name) => {
    const listener = listeners.find((candidate) => candidate.name === name)
    if (!listener) throw new Error(`The worker named no listener for ${name}.`)
    return listener
  }

  /** @returns {Promise<string | undefined>} why the subject is not there, in the learner's words */
  async function awaitSubject() {
    const readiness = await awaitReady(findListener('subject'), Math.min(startMs, Math.max(1, remainingMs())))
    return readiness.type === 'ready' ? undefined : readiness.detail
  }

  /** A subject that has just died is alive for the worker still, and the next test would be blamed for it. */
  async function askForSubject() {
    let reply = await worker.ask('subject.check')
    for (let tries = 0; tries < news.tries && reply.detail === 'alive'; tries++) {
      if ((await findListenerUids(findListener('subject').port)).length > 0) break
      await pause(news.pauseMs)
      reply = await worker.ask('subject.check')
    }
    return reply
  }

  /** @returns {Promise<string | undefined>} why the service is not back, where that is the subject's doing */
  async function changeService(action, service) {
    const { ok, detail } = await worker.ask(action, service)
    if (!ok) throw new Error(`The worker did not carry out ${action} of ${service}: ${detail}`)
    if (detail === 'port-taken') return `${service} could not start again: your service is using its port, but must listen on $PORT only.`
    if (detail === 'ended') return `${service} could not start again with the data that your service had written to it.`
    if (undoing[action]) left.set(service, undoing[action])
    else left.delete(service)
    if (action !== 'service.start') return undefined
    if (await awaitListener(findListener(service), serviceStartMs)) return undefined
    throw new Error(`${service} did not listen again after it was started.`)
  }

  return {
    /** Carries out what a test asked for. @returns {Promise<string | undefined>} a problem that fails the test */
    async carryOut({ action, service }) {
      if (service) return changeService(action, service)
      const { ok, detail } = await worker.ask(action)
      const problem = ok ? await awaitSubject() : detail
      return problem && `Your service did not come back after it was ${action === 'subject.kill' ? 'killed' : 'restarted'}: ${problem}`
    },
    async undoAll() {
      for (const [service, action] of left) await changeService(action, service)
    },
    /** Whether the subject is there to be examined; one that had died gets the chance to answer again. */
    async isSubjectThere() {
      const { ok, detail: state } = await askForSubject()
      if (ok && state === 'alive') return true
      if (ok && state === 'restarted') return (await awaitSubject()) === undefined
      if (ok && state === 'gone') return false
      throw new Error(`The worker replied "${state}" to subject.check.`)
    },
  }
}
