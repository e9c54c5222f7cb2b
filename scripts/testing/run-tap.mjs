import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('spawn-tests.mjs', import.meta.url))

/** Runs compiled test files, their output passed on, and answers `{ passed, failed, failures }`: two counts, and a line for each failure. */
export async function runTap(root, files, environment) {
  // Needs a package, which is not there yet when `npm test` begins.
  const { readTapResults } = await import('./tap-results.mjs')
  const child = spawn(process.execPath, [program, ...files], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.pipe(process.stdout, { end: false })
  const [results, [exitCode]] = await Promise.all([readTapResults(child.stdout), once(child, 'close')])
  if (exitCode === 0 || results.failed > 0) return results
  return { ...results, failed: 1, failures: [`The tests ended with exit code ${exitCode}.`] }
}
