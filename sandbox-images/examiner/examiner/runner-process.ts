import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Correlator } from '../../../contracts/protocol/correlator.js'
import type {
  AskedControl,
  CollectedTest,
  FromRunner,
  RunnerAnswer,
  RunnerQuestion,
  RunnerQuestions,
  TestEnvironment,
  TestResult,
  ToRunner,
} from '../../../contracts/protocol/test-runner.js'
import { restoreFault } from '../kit/test-failure.js'
import { keepOutput, killGroup } from './child-process.js'

const mainFile = fileURLToPath(new URL('../runner/main.js', import.meta.url))
const keptOutput = 2000

/**
 * Well below the memory of the container, so that a test that exhausts it takes only its own process along. The runner
 * of a suite has as much.
 */
export const heapMb = 160

/** The process is gone, and with it the answer. */
class RunnerLost extends Error {}

/**
 * The process that hidden tests run in, seen from the examiner. A fault ends the examination, so it is told once, by
 * `onFault`, and what was asked stays open.
 */
export class RunnerProcess {
  readonly #child
  readonly #questions = new Correlator<RunnerAnswer>()
  readonly #output: () => string
  #isKilled = false
  #isRunning = false
  #onControl: ((asked: AskedControl) => void) | undefined
  readonly #onFault: (error: Error) => void

  constructor(onFault: (error: Error) => void) {
    this.#onFault = onFault
    this.#child = fork(mainFile, [], {
      detached: true, // A group of its own, which ends with it: a database driver may hang in an answer.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NO_COLOR: '1' },
      execArgv: [`--max-old-space-size=${heapMb}`],
    })
    this.#output = keepOutput(this.#child, keptOutput)
    this.#child.on('error', onFault)
    this.#child.on('close', (code, signal) => this.#reportEnd(code, signal))
    this.#child.on('message', (received) => {
      const message = received as FromRunner
      if (message.type === 'control') this.#receiveControl(message)
      else if (message.type === 'fault') onFault(restoreFault(message))
      else this.#questions.resolve(message.id, message.answer)
    })
  }

  /** Imports the tests. Answers what each of them registered. */
  load(folder: string, files: readonly string[]): Promise<CollectedTest[]> {
    return this.#ask('load', { folder, files })
  }

  /** Reads the `openapi.yaml` that responses are compared with from now on. */
  loadContract(file: string): Promise<null> {
    return this.#ask('loadContract', { file })
  }

  /**
   * Runs one test. `onControl` gets what it asks of the pod, even after its end, to be answered by `reply`. Resolves to
   * `null` when the process died of it, as it does of too large responses.
   */
  async run(
    id: string,
    environment: TestEnvironment,
    onControl: (asked: AskedControl) => void,
  ): Promise<TestResult | null> {
    this.#isRunning = true
    this.#onControl = onControl
    try {
      return await this.#ask('run', { test: id, environment })
    } catch (error) {
      if (error instanceof RunnerLost) return null
      throw error
    } finally {
      this.#isRunning = false
    }
  }

  /** Ends the running test with a message for the learner. */
  abort(message: string): void {
    this.#send({ type: 'abort', message })
  }

  /** Answers a control request; `problem` fails the test that asked. */
  reply(id: number, problem: string | undefined): void {
    this.#send({ type: 'reply', id, problem })
  }

  #receiveControl(asked: AskedControl): void {
    if (this.#onControl) this.#onControl(asked)
    else this.#onFault(new Error('A file asked for something before the first test ran.'))
  }

  /** Ends the process at once, and with it the running test. */
  kill(): void {
    this.#isKilled = true
    this.#endRun()
    killGroup(this.#child)
  }

  /** What does not run a test stays open: the examination is over then. */
  #endRun(): void {
    if (this.#isRunning) this.#questions.rejectAll(new RunnerLost())
  }

  #ask<Type extends keyof RunnerQuestions>(
    type: Type,
    asked: RunnerQuestions[Type]['asks'],
  ): Promise<RunnerQuestions[Type]['answer']> {
    const question = { type, ...asked } as RunnerQuestion
    return this.#questions.ask((id) => this.#send({ type: 'ask', id, question }))
  }

  #send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #reportEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#isKilled) return
    killGroup(this.#child)
    if (this.#isRunning && signal) this.#endRun()
    else
      this.#onFault(
        new Error(
          `The process of the hidden tests ended by itself (${signal ?? `exit code ${code}`}). ${this.#output()}`.trim(),
        ),
      )
  }
}
