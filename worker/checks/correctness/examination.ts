import { performance } from 'node:perf_hooks'
import type { LimitKind } from '../../../contracts/limits.js'
import type { ExaminerLine, Exchange, HiddenTest } from '../../../contracts/protocol/examiner.js'
import { stoppedDuringTest } from '../../../contracts/report/test-words.js'

/** How one hidden test went, once. */
export interface TestRun {
  id: string
  outcome: 'passed' | 'failed' | 'not-run'
  message: string | null
  ms: number
  transcript: readonly Exchange[]
  /** What the subject printed meanwhile. */
  log: readonly string[]
}

export interface Exit {
  exitCode: number
  oomKilled: boolean
}

/** An end of the subject that nobody asked for. */
export interface Death extends Exit {
  /** The end of what it had printed since it was started. */
  log: string
}

type NotReady = Extract<ExaminerLine, { type: 'not-ready' }>

/** Whether the service came to answer, and if not, what was seen instead. */
export type StartFacts =
  | { ready: true }
  | { ready: false; reason: 'ended'; exit: Exit }
  | { ready: false; reason: NotReady['reason']; detail: string; ports?: NotReady['ports'] }

/** All that was seen of a subject while the hidden tests ran on it: facts, no judgement. */
export interface Examination {
  start: StartFacts
  runs: ReadonlyMap<string, TestRun>
  /** The tests did not end in the exercise's time. */
  timedOut: boolean
  deaths: readonly Death[]
  /** The test that the first of them was noticed in, or right after. */
  firstDeathIn?: string
  /** The first limit it broke while it ran. */
  limit: LimitKind | null
  /** The limit is `memory`, and what took it up were sockets, which no container's memory shows. */
  isFullOfSockets?: boolean
  isDataFull: boolean
  /** Another process listened on a port of a service or of the subject. */
  wasPortTaken: boolean
  /** A service ended, or lost a process for want of memory, while no test had stopped it. */
  hasServiceDied: boolean
  usage: { cpuSeconds: number; peakMemoryMb: number; peakPids: number; outputBytes: number }
  /** The end of what it printed. */
  log: string
}

interface RecordedSubject {
  readonly deaths: readonly Death[]
  readonly log: { linesSince(atMs: number): string[] }
}

const logLinesPerTest = 60

/**
 * Puts together what the examiner says of each test and what was seen of the subject meanwhile. What the subject prints
 * comes by a connection of its own, and its end is often known late: neither is ordered with the news of tests. So
 * tests are divided where the examiner waits for the worker, and the subject for the examiner.
 */
export class RunRecord {
  readonly runs = new Map<string, TestRun>()
  readonly #known: ReadonlySet<string>
  readonly #subject: RecordedSubject
  #latest: { run: TestRun; sinceMs: number } | undefined
  /** Since then, what is printed is of the test after the latest. */
  #sinceMs = performance.now()
  #isDivided = false
  #notedDeaths = 0
  #firstDeathIn: string | undefined

  constructor({ tests, subject }: { tests: readonly HiddenTest[]; subject: RecordedSubject }) {
    this.#known = new Set(tests.map(({ id }) => id))
    this.#subject = subject
  }

  get firstDeathIn(): string | undefined {
    return this.#firstDeathIn
  }

  /** Lines and deaths up to now are of the latest test that ended; those from now on of the next one. */
  divide(): void {
    this.#takeLines()
    this.#noteDeath()
    this.#sinceMs = performance.now()
    this.#isDivided = true
  }

  /** The lines of a test that nothing divides from the one before begin here. */
  begin(): void {
    if (!this.#isDivided) this.divide()
  }

  /** Throws for a test that was never listed, or that has ended before: the examiner is not to be believed then. */
  end({ id, outcome, message, ms, transcript }: Extract<ExaminerLine, { type: 'test-ended' }>): TestRun {
    if (!this.#known.has(id) || this.runs.has(id))
      throw new Error(`The examiner ended the test "${id}", which it never listed or had ended before`)
    this.#latest = { run: { id, outcome, message, ms, transcript, log: [] }, sinceMs: this.#sinceMs }
    this.#isDivided = false
    this.#takeLines()
    this.#noteDeath()
    return this.#latest.run
  }

  #takeLines(): void {
    if (!this.#latest) return
    const { run, sinceMs } = this.#latest
    this.#keep(
      run.outcome === 'not-run' ? run : { ...run, log: this.#subject.log.linesSince(sinceMs).slice(-logLinesPerTest) },
    )
  }

  /** Named at the failed test that it happened in, once. */
  #noteDeath(): void {
    const death = this.#subject.deaths[this.#notedDeaths]
    const isFirst = this.#notedDeaths === 0
    this.#notedDeaths = this.#subject.deaths.length
    const run = this.#latest?.run
    if (death && isFirst) this.#firstDeathIn = run?.id
    if (!death || run?.outcome !== 'failed') return
    const space = run.message?.startsWith('expect(') ? '\n' : ' '
    const ended = `${stoppedDuringTest} (exit code ${death.exitCode}).`
    this.#keep({ ...run, message: `${ended}${space}${run.message ?? ''}`.trim() })
  }

  #keep(run: TestRun): void {
    if (this.#latest) this.#latest.run = run
    this.runs.set(run.id, run)
  }
}
