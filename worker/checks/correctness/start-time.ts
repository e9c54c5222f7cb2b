import { performance } from 'node:perf_hooks'
import { readCoreTimes, type CoreTimes } from '../../watch-noise.js'

interface StartingSubject {
  /** CPU seconds that the present life has used; undefined if it is over. */
  readLifeCpuSeconds(): Promise<number | undefined>
}

export interface StartLimits {
  startSeconds: number
  /** Cores that the subject may use. */
  cpus: number
}

export interface Machine {
  /** `null` where the machine hides its times. */
  readCores(): Promise<CoreTimes | null>
  /** Milliseconds of a monotonic clock. */
  now(): number
}

/** A service on a busy machine gets its time to start at most this many times over. */
export const mostStartTimes = 3
/** Shorter waits are not worth asking again. */
const leastGrantMs = 100
/** Time is added in parts of the limit, so that a service that sleeps is soon found out. */
const grantShare = 0.25
/**
 * CPU seconds per second. A program that waits for a core gets more, however many it shares it with; one that sleeps
 * gets none.
 */
const leastActivity = 0.01

/**
 * Keeps the time to start that a service is charged for. The limit is meant for what the service does, so the time in
 * which the machine had no core for it does not count: on a busy machine a correct service would end as one that is too
 * slow.
 */
export class StartTime {
  readonly #limits: StartLimits
  readonly #machine: Machine
  #startedAtMs = 0
  #coresAtStart: CoreTimes | null = null
  #asked = { seconds: 0, cpuSeconds: 0 }

  constructor(limits: StartLimits, machine: Machine = { readCores: readCoreTimes, now: () => performance.now() }) {
    this.#limits = limits
    this.#machine = machine
  }

  /** To be called right before a life of the subject starts. */
  async begin(): Promise<void> {
    this.#coresAtStart = await this.#machine.readCores()
    this.#startedAtMs = this.#machine.now()
    this.#asked = { seconds: 0, cpuSeconds: 0 }
  }

  /**
   * Milliseconds for which the present life may still be waited for; 0 if its time is over, it sleeps, or nothing is
   * known of the machine.
   */
  async grantMs(subject: StartingSubject): Promise<number> {
    const [cpuSeconds, now] = await Promise.all([subject.readLifeCpuSeconds(), this.#machine.readCores()])
    const seconds = (this.#machine.now() - this.#startedAtMs) / 1000
    if (cpuSeconds === undefined || !now || !this.#coresAtStart) return 0
    const activity = (cpuSeconds - this.#asked.cpuSeconds) / (seconds - this.#asked.seconds)
    this.#asked = { seconds, cpuSeconds }
    if (activity < leastActivity) return 0
    const { startSeconds, cpus } = this.#limits
    const charged = chargeStart({ seconds, cpuSeconds, cpus, idleCores: countIdleCores(this.#coresAtStart, now) })
    const grantMs =
      1000 * Math.min(startSeconds - charged, mostStartTimes * startSeconds - seconds, grantShare * startSeconds)
    return grantMs < leastGrantMs ? 0 : Math.round(grantMs)
  }
}

export interface StartEvidence {
  seconds: number
  cpuSeconds: number
  cpus: number
  /** Cores that were idle, on average. */
  idleCores: number
}

/**
 * Seconds of its start that a service is charged for. While a core was idle it could have run: that time counts whole.
 * Of the rest counts what it would have taken with its cores for itself.
 */
export const chargeStart = ({ seconds, cpuSeconds, cpus, idleCores }: StartEvidence): number =>
  Math.min(seconds, seconds * Math.min(1, idleCores) + cpuSeconds / cpus)

function countIdleCores(before: CoreTimes, after: CoreTimes): number {
  const all = after.ticks.all - before.ticks.all
  // Too soon to tell anything: as if a core was idle.
  return all <= 0 ? 1 : (after.cores * (after.ticks.idle - before.ticks.idle)) / all
}
