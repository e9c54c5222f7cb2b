import { findProjectRoot } from '../storage/project-root.js'
import { makeTerminal, readSettings, type Screen } from './cli.js'
import { makePage } from './print/page.js'
import { interruptedStatus, runCommandLine } from './run-command-line.js'

/** The assay command as a process: variables, signals, exit status. Compiled to dist/cli/main.js. */

const environment = process.env
const pageOf = (screen: Screen) =>
  makePage({
    columns: screen.columns ?? (Number(environment['COLUMNS']) || undefined),
    hasColour: screen.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
  })
const terminal = makeTerminal({ out: process.stdout, err: process.stderr }, pageOf)

const stopping = new AbortController()
const stop = () => {
  if (stopping.signal.aborted) process.exit(interruptedStatus)
  terminal.note('Stopping and cleaning up; press Ctrl-C again to exit immediately.')
  stopping.abort(new Error('stopped by a signal'))
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
// A reader that has seen enough (`assay report … | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3))

const settings = readSettings(environment, findProjectRoot())
const status = await runCommandLine({ terminal, settings, signal: stopping.signal }, process.argv.slice(2))
// What was written must be out before the process ends: pipes are written in the background.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve))
process.exit(status)
