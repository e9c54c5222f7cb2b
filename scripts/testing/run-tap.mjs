import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

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

/** @import { Result } from 'tap-parser' */

/** @typedef {{ passed: number, failed: number, failures: string[], skipped: string[] }} TapResults */

/**
 * Reads a stream of TAP to its end: `{ passed, failed, failures, skipped }`. `failures` has a line for each assertion
 * that did not pass, with its place in the source where tap names it; `skipped` has a line for each test that did not
 * run, with its reason. A skip without a reason is a failure, and so is a test that is left to do. A stream that breaks
 * off counts as one more failure, since it may not be complete.
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<TapResults>}
 */
export async function readTapResults(stream) {
  // A package, which is not there yet when `npm test` begins.
  const { Parser } = await import('tap-parser')
  const parser = new Parser()
  let passed = 0
  /** @type {string[]} */
  const failures = []
  /** @type {string[]} */
  const skipped = []
  parser.on('pass', () => (passed += 1))
  parser.on('fail', (result) => failures.push(describeResult(result)))
  parser.on('skip', (result) => {
    if (typeof result.skip === 'string') skipped.push(`${describeResult(result)}: ${result.skip}`)
    else failures.push(`${describeResult(result)}: skipped without a reason`)
  })
  parser.on('todo', (result) => failures.push(`${describeResult(result)}: to do`))
  const [{ ok, plan }] = await once(stream.pipe(parser), 'complete')
  if (!(plan.end > 0) || (!ok && failures.length === 0)) failures.push('The output of the tests is incomplete.')
  return { passed, failed: failures.length, failures, skipped }
}

/** @param {Result} result */
function describeResult({ fullname, diag }) {
  const { fileName, lineNumber } = diag?.at ?? {}
  return fileName === undefined ? fullname : `${fullname} (${fileName}:${lineNumber})`
}

/** @typedef {{ name: string, seconds: number, cpuSeconds: number }} ProcessUsage */

/** What all cores have done since the start of the machine, in seconds. */
const readCpuSeconds = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000

/**
 * Starts to measure; the function it returns answers `{ seconds, cpuSeconds }` since then, the latter of the whole
 * machine.
 */
export function startMeter() {
  const startedAtMs = performance.now()
  const cpuSecondsBefore = readCpuSeconds()
  return () => ({ seconds: (performance.now() - startedAtMs) / 1000, cpuSeconds: readCpuSeconds() - cpuSecondsBefore })
}

/**
 * A line for each process of `[{ name, seconds, cpuSeconds }]`, the longest first, and one for the sum.
 * @param {ProcessUsage[]} usage
 * @returns {string[]}
 */
export function describeUsage(usage) {
  /** @param {'seconds' | 'cpuSeconds'} key */
  const sum = (key) => usage.reduce((total, each) => total + each[key], 0)
  const total = { name: 'all', seconds: sum('seconds'), cpuSeconds: sum('cpuSeconds') }
  /** @param {number} value */
  const number = (value) => value.toFixed(1).padStart(8)
  return [...usage.toSorted((a, b) => b.seconds - a.seconds), total].map(
    ({ name, seconds, cpuSeconds }) => `${number(seconds)} ${number(cpuSeconds)}  ${name.replace('dist/', '')}`,
  )
}
