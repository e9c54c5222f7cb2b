import tap from 'tap'

/**
 * Runs test files by tap, two at a time, each in a process of its own: `node spawn-tests.mjs <file> …`, from the root. Not by
 * tap's command, which puts a module loader into every process, to watch what is loaded: half a second each, of which we
 * would read nothing.
 */

const longestMs = 300_000

tap.jobs = 2
for (const file of process.argv.slice(2)) {
  tap.spawn(process.execPath, ['--enable-source-maps', file], { name: file, at: null, stack: '', buffered: true, timeout: longestMs })
}
