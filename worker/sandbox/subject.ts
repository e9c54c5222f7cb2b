import { performance } from 'node:perf_hooks'
import type { LimitKind } from '../../contracts/limits.js'
import {
  addUsage,
  type ExitFacts,
  noUsage,
  type OutputSinks,
  peakUsage,
  type PodContainer,
  type Usage,
  type UsageNow,
} from './container.js'
import { OutputLog } from './output-log.js'

/** An end of the subject's process that nobody asked for. */
export interface Death extends ExitFacts {
  /** Milliseconds of the monotonic clock. */
  atMs: number
  /** The end of what it had printed since it was started. */
  log: string
}

export type SubjectState = 'alive' | 'restarted' | 'gone'

export interface SubjectPlan {
  outputBytes: number
  /** Times it is started again after it died by itself, so that one crash does not decide every later test. */
  restartsAfterDeath: number
  create(output: OutputSinks): Promise<PodContainer>
}

/** One life of the subject: a container from its start to its end. */
interface Life {
  container: PodContainer
  startedAtMs: number
  exit: ExitFacts | undefined
  isEndExpected: boolean
  isAtPidsLimit: boolean
  usage: Usage
}

/**
 * The learner's code over its lives: a restart is a new container over the same data. Records facts
 * only; the first limit broken stands, whatever follows from it.
 */
export class Subject implements AsyncDisposable {
  readonly log: OutputLog
  readonly deaths: Death[] = []
  limit: LimitKind | null = null
  /** Memory is the limit, for what sockets hold. */
  isFullOfSockets = false
  readonly #plan: SubjectPlan
  #life: Life | undefined
  #earlierUsage = noUsage

  constructor(plan: SubjectPlan) {
    this.#plan = plan
    this.log = new OutputLog(plan.outputBytes, () => void this.breakLimit('output'))
  }

  async start(): Promise<void> {
    const write = (chunk: Buffer) => this.log.write(chunk)
    const container = await this.#plan.create({ stdout: write, stderr: write })
    const life: Life = {
      container,
      startedAtMs: performance.now(),
      exit: undefined,
      isEndExpected: false,
      isAtPidsLimit: false,
      usage: noUsage,
    }
    this.#life = life
    await container.start()
    void container.exited.then(
      (exit) => this.#recordEnd(life, exit),
      () => undefined,
    )
    container.followUsage((usage) => this.#takeSample(life, usage)).catch(() => undefined) // a missed sample is no fact
  }

  /** Settles when the present life is over. */
  get ended(): Promise<ExitFacts> {
    if (!this.#life) throw new Error('The subject was never started')
    return this.#life.container.exited
  }

  get containerId(): string | undefined {
    return this.#life?.container.id
  }

  get usage(): Usage {
    return this.#life ? addUsage(this.#earlierUsage, this.#life.usage) : this.#earlierUsage
  }

  /** Stops it where it stands, until `thaw`. One that has ended needs neither. */
  async freeze(): Promise<void> {
    await this.#life?.container.pause()
  }

  async thaw(): Promise<void> {
    await this.#life?.container.resume()
  }

  /** What it has used up to this moment, over all its lives: exact while it is frozen. */
  async readUsageNow(): Promise<UsageNow> {
    const now = (await this.#life?.container.readUsageNow()) ?? { cpuSeconds: 0, memoryMb: 0 }
    return { ...now, cpuSeconds: this.#earlierUsage.cpuSeconds + now.cpuSeconds }
  }

  /** What its present life has used; undefined if that is over. */
  async readLifeCpuSeconds(): Promise<number | undefined> {
    const life = this.#life
    const now = await life?.container.readUsageNow()
    return life?.exit ? undefined : now?.cpuSeconds
  }

  /** Ends the subject for good, for a limit it broke. */
  async breakLimit(kind: LimitKind): Promise<void> {
    this.limit ??= kind
    await this.#life?.container.signal('SIGKILL').catch(() => undefined) // the reaper and PID 1's deadline remain
  }

  async breakLimitOfSockets(): Promise<void> {
    this.isFullOfSockets ||= this.limit === null
    await this.breakLimit('memory')
  }

  /**
   * A new life over the same data: after a polite stop with two seconds' grace, or after a sudden kill. A subject that
   * broke a limit, a moment ago perhaps, has no further life.
   */
  async restart(how: 'politely' | 'suddenly'): Promise<void> {
    const life = this.#life
    if (!life) throw new Error('There is no subject to restart')
    if (this.limit) return
    life.isEndExpected = true
    if (how === 'politely' && !life.exit) {
      await life.container.signal('SIGTERM')
      await Promise.race([life.container.exited, pause(graceMs)])
    }
    await this.#bury(life)
    await this.start()
  }

  /** Starts the subject again if it died by itself and may live again. */
  async check(): Promise<SubjectState> {
    const life = this.#life
    if (!life || this.limit) return 'gone'
    if (!life.exit && (await life.container.isRunning())) return 'alive'
    await life.container.exited
    if (this.limit || this.deaths.length > this.#plan.restartsAfterDeath) return 'gone'
    await this.#bury(life)
    await this.start()
    return 'restarted'
  }

  /** The engine tells of processes once a second: a limit reached since then would go unseen. */
  async lookAgain(): Promise<void> {
    for (let look = 1; look <= 2; look += 1) {
      if (look > 1) await pause(betweenLooksMs)
      const life = this.#life
      if (!life || life.exit || this.limit) return
      this.#takeSample(life, await life.container.readUsage())
      if (!life.isAtPidsLimit) return
    }
  }

  async #bury(life: Life): Promise<void> {
    this.#earlierUsage = addUsage(this.#earlierUsage, life.usage)
    this.#life = undefined
    await life.container[Symbol.asyncDispose]()
  }

  #recordEnd(life: Life, exit: ExitFacts): void {
    life.exit = exit
    if (exit.oomKilled) this.limit ??= 'memory'
    if (life.isEndExpected || this.limit) return
    const log = this.log.linesSince(life.startedAtMs).join('\n').slice(-keptLogLength)
    this.deaths.push({ ...exit, atMs: performance.now(), log })
  }

  /** The last sample before an end is what the report can say of a life. */
  #takeSample(life: Life, usage: Usage): void {
    life.usage = peakUsage(life.usage, usage)
    const isAtLimit = usage.pidsLimit > 0 && usage.peakPids >= usage.pidsLimit
    if (isAtLimit && life.isAtPidsLimit) void this.breakLimit('pids')
    life.isAtPidsLimit = isAtLimit
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life) {
      this.#life.isEndExpected = true // before anything is waited for: the pod removes all its containers at once
      await this.#bury(this.#life)
    }
  }
}

const graceMs = 2000
const keptLogLength = 16_000
/** A service that only touched its limit has left it by then. */
const betweenLooksMs = 100
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
