import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tap from 'tap'
import { groupTests } from './find-tests.mjs'

/**
 * Runs test files by tap, some processes at a time: `node spawn-tests.mjs <file> …`, from the root. Not by tap's
 * command, which puts a module loader into every process, to watch what is loaded: half a second each, of which we
 * would read nothing. Sends its parent, if there is one, `{ usage: { name, seconds, cpuSeconds } }` for each process
 * that ends.
 */

/** For one file. In its process tap reads it from the environment, in seconds, or would give it thirty. */
const longestSeconds = 300
const together = fileURLToPath(new URL('run-together.mjs', import.meta.url))

tap.jobs = Number(process.env.TEST_JOBS || 2)
tap.setTimeout(0)
if (process.send) tap.on('spawn', (spawned) => spawned.on('process', (child) => reportUsage(spawned.name, child)))
for (const { name, files } of groupTests(process.argv.slice(2))) {
  const seconds = longestSeconds * files.length
  tap.spawn(process.execPath, ['--enable-source-maps', ...(files.length > 1 ? [together, name] : files)], {
    name,
    at: null,
    stack: '',
    buffered: true,
    timeout: seconds * 1000,
    env: { ...process.env, TAP_TIMEOUT: String(seconds), TEST_FILES: files.join(' ') },
  })
}

/**
 * CPU seconds of the children that this process has waited for so far, and of their children; 0 where there is no
 * /proc.
 */
let cpuSecondsBefore = 0
function readChildrenCpuSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[13]) + Number(fields[14])) / 100
  } catch {
    return 0
  }
}

/**
 * A child's CPU time joins ours when it has ended, which is the moment before its exit event.
 * @param {string} name
 * @param {import('node:child_process').ChildProcess} child
 */
function reportUsage(name, child) {
  const startedAtMs = performance.now()
  child.once('exit', () => {
    const cpuSeconds = readChildrenCpuSeconds()
    process.send?.({
      usage: { name, seconds: (performance.now() - startedAtMs) / 1000, cpuSeconds: cpuSeconds - cpuSecondsBefore },
    })
    cpuSecondsBefore = cpuSeconds
  })
}
