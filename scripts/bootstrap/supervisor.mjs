import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupProblem } from './run-program.mjs'

const firstDelayMs = 500
const longestDelayMs = 15_000
/** A process that lived this long starts with the short delay again. */
const settledMs = 60_000

/**
 * @typedef {object} ProcessPlan
 * @property {string} name
 * @property {string} file the program
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {string} logFile appended to
 * @property {(death: Death) => void} onDeath
 */
/** @typedef {{ name: string, exitCode: number | string | null, delayMs: number, deaths: number }} Death */

/**
 * Keeps one Node program running: started again whenever it dies, later each time it dies soon.
 * `onDeath({ name, exitCode, delayMs, deaths })` is told of each; `deaths` counts those in a row.
 */
export class SupervisedProcess {
  #plan
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child
  /** @type {NodeJS.Timeout | undefined} */
  #timer
  #deaths = 0
  #isStopping = false

  /** @param {ProcessPlan} plan */
  constructor(plan) {
    this.#plan = plan
    mkdirSync(dirname(plan.logFile), { recursive: true })
  }

  start() {
    const { name, file, env, cwd, logFile, onDeath } = this.#plan
    const startedAtMs = performance.now()
    const log = openSync(logFile, 'a', 0o600)
    // A process group of its own: Ctrl-C reaches this supervisor alone, which then stops everything in order.
    this.#child = spawn(process.execPath, [file], { cwd, env, stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    this.#child.once('exit', (exitCode, signal) => {
      this.#child = undefined
      if (this.#isStopping) return
      this.#deaths = performance.now() - startedAtMs > settledMs ? 1 : this.#deaths + 1
      const delayMs = Math.min(firstDelayMs * 2 ** (this.#deaths - 1), longestDelayMs)
      onDeath({ name, exitCode: exitCode ?? signal, delayMs, deaths: this.#deaths })
      this.#timer = setTimeout(() => this.start(), delayMs)
    })
    return this
  }

  /**
   * Stops the process as `stop` does, and starts it again.
   * @param {number} graceMs
   */
  async restart(graceMs) {
    await this.stop(graceMs)
    this.#isStopping = false
    this.#deaths = 0
    this.start()
  }

  /**
   * Asks the process to stop, and kills it when it has not within `graceMs`. Resolves when it is gone.
   * @param {number} graceMs
   */
  async stop(graceMs) {
    this.#isStopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (child === undefined) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await gone
    clearTimeout(timer)
  }

  /** Ends the process at once. */
  kill() {
    this.#isStopping = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGKILL')
  }
}

const readyTimeoutMs = 60_000

/**
 * Waits until the API says that it is ready. `hasGivenUp` ends the wait early; `logFile` is where the reason will be.
 * @param {string} url
 * @param {{ hasGivenUp: () => boolean, logFile: string }} options
 */
export async function waitForApi(url, { hasGivenUp, logFile }) {
  const deadline = Date.now() + readyTimeoutMs
  while (Date.now() < deadline && !hasGivenUp()) {
    if (await isReady(url)) return
    await sleep(100)
  }
  throw new SetupProblem(`The API did not become ready at ${url}: its log is ${logFile}`)
}

/** @param {string} url */
async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
