import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
/** @import { Progress } from './progress.mjs' */

/**
 * Compiles the TypeScript sources into dist/ at every change, until `stop()`. `onWatching` is called when the compiler
 * is ready, `onCompiled` after each change without errors; errors are printed.
 * @param {string} root
 * @param {{ onWatching?: () => void, onCompiled: () => void, progress: Progress }} options
 */
export function watchSources(root, { onWatching = () => {}, onCompiled, progress }) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const child = spawn(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput', '--pretty', 'false'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let isReady = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/error TS\d+|^\s/.test(line)) return progress.tell(line)
    const [, count] = /Found (\d+) errors?\. Watching/.exec(line) ?? []
    if (count === undefined) return
    if (count !== '0') progress.tell('The sources do not compile; API and worker run on as they are.')
    else if (isReady) onCompiled()
    else onWatching()
    isReady = true
  })
  return { stop: () => child.kill() }
}
