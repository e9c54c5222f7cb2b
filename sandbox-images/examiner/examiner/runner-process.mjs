import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { restoreFault } from '../kit/test-failure.mjs'

const mainFile = fileURLToPath(new URL('../runner/main.mjs', import.meta.url))
const keptOutput = 2000

/**
 * Well below the memory of the container, so that a test that exhausts it takes only its own process along. The runner
 * of a suite has as much.
 */
export const heapMb = 160

/**
 * The process that hidden tests run in, seen from the examiner. One question is open at a time. A
 * fault ends the examination, so it is told once, by `onFault`, and the open question stays open.
 */
export class RunnerProcess {
  #child
  #answer
  #output = ''
  #isKilled = false
  #isRunning = false
  #onFault

  /**
   * @param {{ onControl: (asked: { request: number, action: string, service?: string }) => void,
   *   onFault: (error: Error) => void }} listeners
   */
  constructor({ onControl, onFault }) {
    this.#onFault = onFault
    this.#child = fork(mainFile, [], {
      detached: true, // A group of its own, which ends with it: a database driver may hang in an answer.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NO_COLOR: '1' },
      execArgv: [`--max-old-space-size=${heapMb}`],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (text) => (this.#output = (this.#output + text).slice(-keptOutput)))
    }
    this.#child.on('error', onFault)
    this.#child.on('close', (code, signal) => this.#reportEnd(code, signal))
    this.#child.on('message', (message) => {
      if (message.type === 'control') onControl(message)
      else if (message.type === 'fault') onFault(restoreFault(message))
      else this.#answer?.(message)
    })
  }

  /** Imports the tests. @returns {Promise<object[]>} what each of them registered */
  async load(folder, files) {
    return (await this.#ask({ type: 'load', folder, files })).tests
  }

  /** Reads the `openapi.yaml` that responses are compared with from now on. */
  loadContract(file) {
    return this.#ask({ type: 'loadContract', file })
  }

  /**
   * Runs one test. Resolves to `null` when the process died of it, as it does of too large responses.
   * @returns {Promise<{ outcome: string, message: string | null, transcript: object[], contract: object } | null>}
   */
  async run(id, environment) {
    this.#isRunning = true
    const ended = await this.#ask({ type: 'run', id, environment })
    this.#isRunning = false
    return ended
  }

  /** Ends the running test with a message for the learner. */
  abort(message) {
    this.#send({ type: 'abort', message })
  }

  /** Answers a control request; `problem` fails the test that asked. */
  reply(request, problem) {
    this.#send({ type: 'reply', request, problem })
  }

  /** Ends the process at once, and with it the running test. */
  kill() {
    this.#isKilled = true
    if (this.#isRunning) this.#answer(null)
    this.#killGroup()
  }

  #killGroup() {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }

  #ask(question) {
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#send(question)
    })
  }

  #send(message) {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #reportEnd(code, signal) {
    if (this.#isKilled) return
    this.#killGroup()
    if (this.#isRunning && signal) this.#answer(null)
    else
      this.#onFault(
        new Error(
          `The process of the hidden tests ended by itself (${signal ?? `exit code ${code}`}). ${this.#output}`.trim(),
        ),
      )
  }
}
