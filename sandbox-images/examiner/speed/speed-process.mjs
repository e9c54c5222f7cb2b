import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const mainFile = fileURLToPath(new URL('runner.mjs', import.meta.url))
const heapMb = 192
const keptOutput = 2000

/** The process of the scenarios, seen from the examiner. Every end of it but `kill` is a fault: no service can cause one. */
export class SpeedProcess {
  #child
  #answer = { resolve: () => {}, reject: () => {} }
  #output = ''
  #isKilled = false

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
      if (!this.#isKilled) this.#answer.reject(new Error(`The process of the scenarios ended by itself (${signal ?? `exit code ${code}`}). ${this.#output}`.trim()))
    })
    this.#child.on('message', ({ answer, fault }) => {
      if (fault === undefined) this.#answer.resolve(answer)
      else this.#answer.reject(new Error(fault))
    })
  }

  /**
   * Asks one question and waits for its answer. Throws for a fault, and where there is no answer in time.
   * @param {{ type: string }} question @param {number} withinMs
   */
  async ask(question, withinMs) {
    const { promise, resolve, reject } = withResolvers()
    this.#answer = { resolve, reject }
    const timer = setTimeout(() => reject(new Error(`"${question.type}" did not end within ${withinMs / 1000} s: a function of the scenario hangs.`)), withinMs)
    try {
      this.#child.send(question, () => {})
      return await promise
    } finally {
      clearTimeout(timer)
    }
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
