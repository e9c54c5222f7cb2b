import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
/** @import { ProcessUsage } from './usage.mjs' */
/** @import { TapResults } from './tap-results.mjs' */

/** @typedef {TapResults & { usage: ProcessUsage[] }} TestResults */

const program = fileURLToPath(new URL('spawn-tests.mjs', import.meta.url))

/**
 * Runs compiled test files and passes on their output. Answers `{ passed, failed, failures, skipped, usage }`: two
 * counts, a line for each failure, a line for each skipped test, and for each process `{ name, seconds, cpuSeconds }`.
 * @param {string} root
 * @param {string[]} files
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<TestResults>}
 */
export async function runTap(root, files, environment) {
  // Needs a package, which is not there yet when `npm test` begins.
  const { readTapResults } = await import('./tap-results.mjs')
  /** @type {ProcessUsage[]} */
  const usage = []
  const child = spawn(process.execPath, [program, ...files], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const stdout = /** @type {import('node:stream').Readable} */ (child.stdout)
  stdout.pipe(process.stdout, { end: false })
  // Tap sends messages of its own.
  child.on('message', (/** @type {{ usage?: ProcessUsage }} */ message) => message.usage && usage.push(message.usage))
  const [results, [exitCode]] = await Promise.all([readTapResults(stdout), once(child, 'close')])
  if (exitCode === 0 || results.failed > 0) return { ...results, usage }
  return { ...results, usage, failed: 1, failures: [`The tests ended with exit code ${exitCode}.`] }
}

/**
 * The results of several runs as one.
 * @param {TestResults[]} runs
 * @returns {TestResults}
 */
export const addResults = (runs) => ({
  passed: runs.reduce((sum, run) => sum + run.passed, 0),
  failed: runs.reduce((sum, run) => sum + run.failed, 0),
  failures: runs.flatMap((run) => run.failures),
  skipped: runs.flatMap((run) => run.skipped),
  usage: runs.flatMap((run) => run.usage),
})
