import { setTimeout as sleep } from 'node:timers/promises'
import { SetupProblem } from './setup-problem.mjs'

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
