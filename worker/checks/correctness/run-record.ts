import { performance } from 'node:perf_hooks'
import type { ExaminerLine, HiddenTest } from '../../../contracts/examiner-protocol.js'
import type { Exit, TestRun } from './examination.js'

interface RecordedSubject {
  readonly deaths: readonly Exit[]
  readonly log: { linesSince(atMs: number): string[] }
}

const logLinesPerTest = 60

/** Puts together what the examiner says of each test and what was seen of the subject meanwhile. */
export class RunRecord {
  readonly runs = new Map<string, TestRun>()
  readonly #known: ReadonlySet<string>
  readonly #subject: RecordedSubject
  #begun = { atMs: 0, deaths: 0 }
  #latest: TestRun | undefined

  constructor({ tests, subject }: { tests: readonly HiddenTest[]; subject: RecordedSubject }) {
    this.#known = new Set(tests.map(({ id }) => id))
    this.#subject = subject
  }

  begin(): void {
    this.takeLateLines()
    this.#latest = undefined
    this.#begun = { atMs: performance.now(), deaths: this.#subject.deaths.length }
  }

  /** Throws for a test that was never listed, or that has ended before: the examiner is not to be believed then. */
  end({ id, outcome, message, ms, transcript }: Extract<ExaminerLine, { type: 'test-ended' }>): TestRun {
    if (!this.#known.has(id) || this.runs.has(id)) throw new Error(`The examiner ended the test "${id}", which it never listed or had ended before`)
    this.#keep({ id, outcome, message, ms, transcript, log: [] })
    this.takeLateLines()
    this.noteDeath()
    return this.#latest as TestRun
  }

  /** Output comes by a connection of its own: the last lines of a test may arrive after the news of its end. */
  takeLateLines(): void {
    const run = this.#latest
    if (!run || run.outcome === 'not-run') return
    this.#keep({ ...run, log: this.#subject.log.linesSince(this.#begun.atMs).slice(-logLinesPerTest) })
  }

  /** The end of the subject is often known only after the test that caused it: it is named there, once. */
  noteDeath(): void {
    const death = this.#subject.deaths[this.#begun.deaths]
    const run = this.#latest
    if (!death || run?.outcome !== 'failed') return
    this.#begun.deaths = this.#subject.deaths.length
    this.#keep({ ...run, message: `Your service stopped during this test (exit code ${death.exitCode}). ${run.message ?? ''}`.trim() })
  }

  #keep(run: TestRun): void {
    this.#latest = run
    this.runs.set(run.id, run)
  }
}
