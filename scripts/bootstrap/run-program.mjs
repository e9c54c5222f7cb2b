import { spawn } from 'node:child_process'

/** @typedef {{ exitCode: number | string, output: string }} ProgramEnd */

/** How much of a program's output is kept to explain a failure, in characters. */
const keptOutput = 4000

/**
 * Runs a program to its end and answers `{ exitCode, output }`, the output being the end of what it wrote.
 * A program that does not exist has exit code 127.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<ProgramEnd>}
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output = (output + chunk).slice(-keptOutput)
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', (error) => resolve({ exitCode: 127, output: error.message }))
    child.once('close', (exitCode, signal) => resolve({ exitCode: exitCode ?? `signal ${signal}`, output }))
  })
}

/**
 * The last lines of a program's output, indented, to stand below a message.
 * @param {string} output
 * @param {number} count
 */
export function lastLines(output, count = 12) {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines
    .slice(-count)
    .map((line) => `\n    ${line}`)
    .join('')
}

/**
 * Tells on stdout what is being done and since when. One line a step; no line is ever rewritten, so that the same
 * output reads well on a terminal and in a log.
 * @param {(text: string) => void} write
 */
export function startProgress(write = (text) => void process.stdout.write(text)) {
  const startedAtMs = performance.now()
  const elapsed = () => `${Math.round((performance.now() - startedAtMs) / 1000)} s`.padStart(6)
  return {
    /** Prints one line with the time since the start. */
    tell: (/** @type {string} */ text) => write(`[${elapsed()}] ${text}\n`),
  }
}

/** @typedef {ReturnType<typeof startProgress>} Progress */

/** Something about this machine that the person can mend. The message is one line: what is wrong, and what to do. */
export class SetupProblem extends Error {}

/**
 * Installs packages of the distribution; needs root.
 * @param {string[]} names
 */
export async function installByApt(...names) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  await runProgram('apt-get', ['update', '-q'], options)
  return runProgram('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options)
}
