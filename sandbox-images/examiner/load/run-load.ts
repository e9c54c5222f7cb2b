import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { latencyShares, speedLimits } from '../../../contracts/protocol/bounds.js'
import type { TrialResult } from '../../../contracts/protocol/speed.js'
import type { SentRequest } from '../kit/http/encode-request.js'
import { failures } from '../kit/http/http-failure.js'
import type { UsableAnswer } from '../kit/http/receive-response.js'
import { createWatchedAgent, type LoadAnswer, sendKeptAlive } from './kept-connections.js'

export const loadLimits = { connections: 64, timeoutMs: 5000 }

/** The first requests of a trial find a process that was just thawed: they are sent and checked, and not timed. */
const untimedShare = 0.1

/**
 * By how many time-outs after the last due time a trial is over. A request that was sent late has its time-out still,
 * and it is late by another only where answers cost so much that sending and reading them cannot keep up.
 */
const trialTimeouts = 2

/** Where the 95th of 100 stands among the quantiles: with the usual 40 requests, two that were late are no matter. */
const p95 = latencyShares.indexOf(0.95)

/** A right or wrong answer that is at least a whole one. */
export type WholeAnswer = Omit<UsableAnswer, 'ms'>

/** A request as it is sent, and what is wrong with an answer to it. */
export interface LoadRequest {
  request: SentRequest
  judge: (answer: WholeAnswer) => { kind: string; message: string } | null
}

export interface LoadOptions {
  port: number
  planned: readonly LoadRequest[]
  dueMs: readonly number[]
  limits?: { connections: number; timeoutMs: number }
  onRight?: (index: number, answer: WholeAnswer) => void
  onWrong?: (index: number) => void
}

export type LoadResult = Pick<TrialResult, 'sent' | 'right' | 'failures' | 'violation' | 'latencies' | 'lateMs'>

/**
 * Sends requests at their due times, whatever became of those before (an open loop), and checks every answer. Throws
 * what a `judge` throws: its author's mistake.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const run = new LoadRun(options)
  try {
    await run.finished
    return run.result()
  } finally {
    run.stop()
  }
}

class LoadRun {
  readonly finished: Promise<void>
  readonly #options: LoadOptions
  readonly #limits
  readonly #connections
  #startedAt = performance.now()
  readonly #untimed: number
  #next = 0
  #open = 0
  #sent = 0
  #settled = 0
  #right = 0
  #isOver = false
  readonly #waiting: number[] = []
  #violation: string | null = null
  readonly #failures = createFailureCount()
  #latencies = createLatencyRecord()
  #lateness = createLatencyRecord()
  #timer: NodeJS.Timeout | undefined
  readonly #deadline: NodeJS.Timeout | undefined
  #finish: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined

  constructor(options: LoadOptions) {
    this.#options = options
    this.#limits = options.limits ?? loadLimits
    this.#untimed = Math.floor(options.planned.length * untimedShare)
    this.#connections = createWatchedAgent({
      port: options.port,
      connections: this.#limits.connections,
      onViolation: (message) => this.#violate(message),
    })
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    if (options.planned.length === 0) {
      this.#end()
      return
    }
    this.#deadline = setTimeout(
      () => this.#giveUp(),
      (options.dueMs.at(-1) ?? 0) + trialTimeouts * this.#limits.timeoutMs,
    )
    this.#dispatch()
  }

  /** Nothing is sent any more, and what is open is cut. */
  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#deadline)
    this.#connections.close()
  }

  result(): LoadResult {
    return {
      sent: this.#sent,
      right: this.#right,
      failures: this.#failures.list(),
      violation: this.#violation,
      latencies: this.#latencies.quantiles(),
      lateMs: this.#lateness.quantiles()[p95] ?? 0,
    }
  }

  #now(): number {
    return performance.now() - this.#startedAt
  }

  #violate(message: string): void {
    if (this.#isOver) return
    this.#violation = message
    this.#end()
  }

  #end(): void {
    this.#isOver = true
    this.#finish()
  }

  /** Whatever has no answer by now has failed, whether or not there was time to send it. */
  #giveUp(): void {
    const { planned } = this.#options
    const failure = failures.timedOut(this.#limits.timeoutMs)
    for (; this.#settled < planned.length; this.#settled += 1) {
      this.#failures.add(failure.kind, failure.message)
      this.#latencies.add(this.#limits.timeoutMs)
    }
    this.#sent = planned.length
    this.#end()
  }

  /** Starts what is due; what finds every connection busy waits in line, while its time runs. */
  #dispatch(): void {
    const { planned, dueMs } = this.#options
    while (this.#next < planned.length && dueAt(dueMs, this.#next) <= this.#now()) {
      const index = this.#next++
      if (this.#open >= this.#limits.connections) {
        this.#waiting.push(index)
        continue
      }
      this.#lateness.add(this.#now() - dueAt(dueMs, index))
      this.#send(index, this.#now()).catch(this.#fail) // that it goes out late is our doing, not the service's
    }
    if (this.#next < planned.length)
      this.#timer = setTimeout(() => this.#dispatch(), Math.max(0, dueAt(dueMs, this.#next) - this.#now()))
  }

  /** `fromMs`: when its time began. */
  async #send(index: number, fromMs: number): Promise<void> {
    const { planned, port, dueMs } = this.#options
    const remainingMs = fromMs + this.#limits.timeoutMs - this.#now()
    this.#open += 1
    this.#sent += 1
    const { request } = planned[index] as LoadRequest
    const answer: LoadAnswer =
      remainingMs > 0
        ? await sendKeptAlive({ ...request, port }, this.#connections, remainingMs)
        : { status: null, headers: {}, body: Buffer.alloc(0), failure: failures.timedOut(this.#limits.timeoutMs) }
    this.#open -= 1
    if (this.#isOver) return
    this.#settle(index, answer, this.#now() - fromMs)
    const late = this.#waiting.shift()
    if (late !== undefined) this.#send(late, dueAt(dueMs, late)).catch(this.#fail)
    else if (this.#next === planned.length && this.#open === 0) this.#end()
  }

  /** Only a right answer has a time; anything else took as long as one may. */
  #settle(index: number, answer: LoadAnswer, ms: number): void {
    const { planned, onRight, onWrong } = this.#options
    this.#settled += 1
    const wrong = answer.failure
      ? { kind: answer.failure.kind, message: answer.failure.message }
      : (planned[index] as LoadRequest).judge(answer as WholeAnswer)
    if (wrong) {
      this.#failures.add(wrong.kind, wrong.message)
      onWrong?.(index)
    } else {
      this.#right += 1
      onRight?.(index, answer as WholeAnswer)
    }
    if (index >= this.#untimed) this.#latencies.add(wrong ? this.#limits.timeoutMs : ms)
  }
}

const dueAt = (dueMs: readonly number[], index: number): number => dueMs[index] ?? Infinity

const mostKinds = speedLimits.failureKinds

export interface FailureCount {
  /** `kind`: what makes two failures the same; the message of the first of a kind is told. */
  add(kind: string, message: string): void
  list(): TrialResult['failures']
}

/** What went wrong in a trial, by kind, bounded: a service can fail each request in another way. */
export function createFailureCount(): FailureCount {
  const kinds = new Map<string, TrialResult['failures'][number]>()
  let rest = 0
  return {
    add(kind, message) {
      const known = kinds.get(kind)
      if (known) known.count += 1
      else if (kinds.size < mostKinds - 1) kinds.set(kind, { message: cut(message), count: 1 })
      else rest += 1
    },
    list: () =>
      [...kinds.values(), ...(rest > 0 ? [{ message: 'Others failed in other ways.', count: rest }] : [])].sort(
        (a, b) => b.count - a.count,
      ),
  }
}

/** Whole characters only. */
const cut = (message: string): string => message.slice(0, speedLimits.failureLength).replace(/[\uD800-\uDBFF]$/, '')

export interface LatencyRecord {
  add(ms: number): void
  /** In milliseconds, by `latencyShares`. All zero where nothing was recorded. */
  quantiles(): number[]
}

/** Latencies of one trial, in Node's high dynamic range histogram: three figures at any size, in little memory. */
export function createLatencyRecord(): LatencyRecord {
  const histogram = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 })
  return {
    add: (ms) => histogram.record(Math.max(1, Math.round(ms * 1000))),
    quantiles: () => latencyShares.map((share) => round(histogram.count === 0 ? 0 : microsAt(histogram, share) / 1000)),
  }
}

function microsAt(histogram: RecordableHistogram, share: number): number {
  if (share === 0) return histogram.min
  if (share === 1) return histogram.max
  return histogram.percentile(share * 100)
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000
