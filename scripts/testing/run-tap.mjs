import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { compiledTests } from './compiled-tests.mjs'
import { TapCounts } from './tap-counts.mjs'

/** Runs the compiled tests with tap, its output passed on, and answers `{ passed, failed }`; `files` narrows to some of them. */
export async function runTap(root, files, environment) {
  const counts = new TapCounts()
  const args = [join(root, 'node_modules/tap/dist/esm/run.mjs'), 'run', '--reporter=tap', ...files.map((file) => compiledTests(root, file))]
  const child = spawn(process.execPath, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    counts.read(line)
    console.log(line)
  }
  const exitCode = await ended
  const hasUntoldFailure = exitCode !== 0 && counts.failed === 0
  return { passed: counts.passed, failed: counts.failed + (counts.isComplete && !hasUntoldFailure ? 0 : 1) }
}
