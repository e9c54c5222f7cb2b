import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { restoreFault } from '../kit/test-failure.mjs'

const mainFile = fileURLToPath(new URL('runner.mjs', import.meta.url))
const heapMb = 192
const keptOutput = 2000

/**
 * The process ran out of memory or did not come to an end, in the learner's words. Authors' functions do that over what
 * a service answers: whose doing it is depends on the side. It answers nothing any more.
 */
export class ProcessLost extends Error {}

/** The process of the scenarios, seen from the examiner. */
export class SpeedProcess {
  #child
  #answer = { resolve: () => {}, reject: () => {} }
  #output = ''
  #isKilled = false
  #loss = null

  constructor() {
    this.#child = fork(mainFile, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NO_COLOR: '1' },
      execArgv: [`--max-old-space-size=${heapMb}`],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (text) => (this.#output = (this.#output + text).slice(-keptOutput)))
    }
    this.#child.on('error', (error) => this.#answer.reject(error))
    this.#child.on('close', (code, signal) => {
      if (this.#isKilled) return
      if (signal)
        this.#lose('With the responses it got, the scenario ran out of memory: check the size of your responses.')
      else
        this.#answer.reject(
          new Error(`The process of the scenarios ended by itself (exit code ${code}). ${this.#output}`.trim()),
        )
    })
    this.#child.on('message', ({ answer, fault }) => {
      if (fault === undefined) this.#answer.resolve(answer)
      else this.#answer.reject(restoreFault(fault))
    })
  }

  /**
   * Asks one question and waits for its answer. Throws for a fault, and `ProcessLost` where there is no answer in time.
   * @param {{ type: string }} question @param {number} withinMs
   */
  async ask(question, withinMs) {
    if (this.#loss) throw this.#loss
    const { promise, resolve, reject } = withResolvers()
    this.#answer = { resolve, reject }
    const timer = setTimeout(
      () =>
        this.#lose(`With the responses it got, a function of the scenario did not finish within ${withinMs / 1000} s.`),
      withinMs,
    )
    try {
      this.#child.send(question, () => {})
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  #lose(message) {
    this.kill()
    this.#loss = new ProcessLost(message)
    this.#answer.reject(this.#loss)
  }

  kill() {
    this.#isKilled = true
    this.#child.kill('SIGKILL')
  }
}

/** `Promise.withResolvers` is younger than the oldest Node that a checkout may have. */
function withResolvers() {
  let resolve
  let reject
  const promise = new Promise((...settle) => ([resolve, reject] = settle))
  return { promise, resolve, reject }
}
