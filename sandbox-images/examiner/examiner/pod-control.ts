import { setTimeout as pause } from 'node:timers/promises'
import { portTaken, serviceEnded, type ControlAction } from '../../../contracts/protocol/bounds.js'
import type { ControlReply, ExamineRequest } from '../../../contracts/protocol/examiner.js'
import type { AskedControl } from '../../../contracts/protocol/test-runner.js'
import { awaitListener, awaitReady } from './await-ready.js'
import { findListener, findListenerUids } from './listeners.js'
import type { WorkerControl } from './worker-lines.js'

const pollMs = 25
/** How long a subject that dropped a connection may go on listening before it counts as one that lives on. */
const lingerMs = 500
/**
 * How long the end of a subject may take, and the news of it to the worker, once the kernel shows that nobody listens.
 */
const newsMs = 5000
const serviceStartMs = 20_000
const undoing: Partial<Record<ControlAction, ControlAction>> = {
  'service.pause': 'service.resume',
  'service.stop': 'service.start',
}

export interface PodControl {
  /** Carries out what a test asked for. Answers a problem that fails the test. */
  carryOut(asked: Pick<AskedControl, 'action' | 'service'>): Promise<string | undefined>
  undoAll(): Promise<void>
  /**
   * Whether the subject is there to be examined; one that had died gets the chance to answer again. `hasDropped`:
   * whether it dropped a connection a moment ago.
   */
  isSubjectThere(hasDropped?: boolean): Promise<boolean>
}

/**
 * What tests may do to the pod, through the worker: each action is over only when its effect can be
 * seen, and what a test left paused or stopped is put right before the next one. `remainingMs`: of the time for all
 * tests; nothing waits for the subject longer than that.
 */
export function createPodControl(
  worker: WorkerControl,
  { listeners, startMs }: Pick<ExamineRequest, 'listeners' | 'startMs'>,
  remainingMs: () => number,
): PodControl {
  const left = new Map<string, ControlAction>()
  const subject = findListener(listeners, 'subject')
  const askForSubject = createSubjectCheck(worker, subject.port, remainingMs)

  /** Answers why the subject is not there, in the learner's words. */
  async function awaitSubject(): Promise<string | undefined> {
    const atMost = (ms: number) => Math.min(ms, Math.max(1, remainingMs()))
    const askForMore = async () => (remainingMs() > 0 ? atMost(await askForStartTime(worker)) : 0)
    const readiness = await awaitReady(subject, atMost(startMs), { askForMore })
    return readiness.type === 'ready' ? undefined : readiness.detail
  }

  async function isBackFromDeath(): Promise<boolean> {
    const { detail: state } = await askForSubject(false)
    return state === 'restarted' && (await awaitSubject()) === undefined
  }

  /** Answers why the service is not back, where that is the subject's doing. */
  async function changeService(action: ControlAction, service: string): Promise<string | undefined> {
    const { ok, detail } = await worker.ask(action, service)
    if (!ok) throw new Error(`The worker did not carry out ${action} of ${service}: ${detail}`)
    if (detail === portTaken)
      return `${service} could not start again: your service is using its port, but must listen on $PORT only.`
    if (detail === serviceEnded)
      return `${service} could not start again with the data that your service had written to it.`
    const undo = undoing[action]
    if (undo) left.set(service, undo)
    else left.delete(service)
    if (action !== 'service.start') return undefined
    if (await awaitListener(findListener(listeners, service), serviceStartMs)) return undefined
    throw new Error(`${service} did not listen again after it was started.`)
  }

  return {
    async carryOut({ action, service }) {
      if (service) return changeService(action, service)
      if (action === 'subject.check')
        return (await isBackFromDeath()) ? undefined : 'Your service was not started again.'
      const { ok, detail } = await worker.ask(action)
      const problem = ok ? await awaitSubject() : detail
      return (
        problem &&
        `Your service did not come back after it was ${action === 'subject.kill' ? 'killed' : 'restarted'}: ${problem}`
      )
    },
    async undoAll() {
      for (const [service, action] of left) await changeService(action, service)
    },
    async isSubjectThere(hasDropped = false) {
      const { ok, detail: state } = await askForSubject(hasDropped)
      if (ok && state === 'alive') return true
      if (ok && state === 'restarted') return (await awaitSubject()) === undefined
      if (ok && state === 'gone') return false
      throw new Error(`The worker replied "${state}" to subject.check.`)
    },
  }
}

/** Milliseconds that the subject may still take to start, because the machine was busy. */
export async function askForStartTime(worker: WorkerControl): Promise<number> {
  const { ok, detail } = await worker.ask('subject.wait')
  const ms = Number(detail)
  if (!ok || detail === '' || !(ms >= 0)) throw new Error(`The worker replied "${detail}" to subject.wait.`)
  return ms
}

/**
 * Asks the worker for the state of the subject. One that is about to end is alive for the worker still, and the next
 * test would be blamed for it. Signs of that are a dropped connection and a port that nobody listens on.
 */
function createSubjectCheck(
  worker: WorkerControl,
  port: number,
  remainingMs: () => number,
): (hasDropped: boolean) => Promise<Pick<ControlReply, 'ok' | 'detail'>> {
  /** It lives, does not listen, and was waited for: that is done once. */
  let isSilent = false
  const isListening = async () => (await findListenerUids(port)).length > 0
  const hasPassed = (startedAt: number, ms: number) => performance.now() - startedAt > Math.min(ms, remainingMs())

  return async (hasDropped) => {
    const startedAt = performance.now()
    while (hasDropped && !hasPassed(startedAt, lingerMs) && (await isListening())) await pause(pollMs)
    const silentAt = performance.now()
    for (;;) {
      const reply = await worker.ask('subject.check')
      const isAbsent = reply.detail === 'alive' && !(await isListening())
      if (!isAbsent || isSilent || hasPassed(silentAt, newsMs)) {
        isSilent = isAbsent
        return reply
      }
      await pause(pollMs)
    }
  }
}
