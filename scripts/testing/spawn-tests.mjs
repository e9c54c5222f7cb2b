import tap from 'tap'

/**
 * Runs test files by tap, two at a time, each in a process of its own: `node spawn-tests.mjs <file> …`, from the root. Not by
 * tap's command, which puts a module loader into every process, to watch what is loaded: half a second each, of which we
 * would read nothing.
 */

/** For one file. In its process tap reads it from the environment, in seconds, or would give it thirty. */
const longestSeconds = 300

tap.jobs = 2
tap.setTimeout(0)
for (const file of process.argv.slice(2)) {
  tap.spawn(process.execPath, ['--enable-source-maps', file], {
    name: file,
    at: null,
    stack: '',
    buffered: true,
    timeout: longestSeconds * 1000,
    env: { ...process.env, TAP_TIMEOUT: String(longestSeconds) },
  })
}
