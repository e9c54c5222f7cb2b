import { fileURLToPath } from 'node:url'
import tap from 'tap'
import { groupTests } from './group-tests.mjs'

/**
 * Runs test files by tap, two processes at a time: `node spawn-tests.mjs <file> …`, from the root. Not by tap's command, which
 * puts a module loader into every process, to watch what is loaded: half a second each, of which we would read nothing.
 */

/** For one file. In its process tap reads it from the environment, in seconds, or would give it thirty. */
const longestSeconds = 300
const together = fileURLToPath(new URL('run-together.mjs', import.meta.url))

tap.jobs = 2
tap.setTimeout(0)
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
