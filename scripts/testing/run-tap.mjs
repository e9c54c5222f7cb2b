import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { TapCounts } from './tap-counts.mjs'

const program = fileURLToPath(new URL('spawn-tests.mjs', import.meta.url))

/** Runs compiled test files, their output passed on, and answers `{ passed, failed }`. */
export async function runTap(root, files, environment) {
  const counts = new TapCounts()
  const child = spawn(process.execPath, [program, ...files], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    counts.read(line)
    console.log(line)
  }
  const exitCode = await ended
  const hasUntoldFailure = exitCode !== 0 && counts.failed === 0
  return { passed: counts.passed, failed: counts.failed + (counts.isComplete && !hasUntoldFailure ? 0 : 1) }
}
