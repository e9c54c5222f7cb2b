import type { ExitStatus } from './cli.js'
import { endingOf } from './endings.js'
import { makePage } from './print/page.js'
import { makeProgram } from './program.js'
import { findProjectFolder } from './project-folder.js'
import { readSettings } from './settings.js'
import { makeTerminal, type Screen } from './terminal.js'

/** The assay command as a process: variables, signals, exit status. Compiled to dist/cli/main.js. */

const interrupted = 130
const environment = process.env

const pageOf = (screen: Screen) =>
  makePage({
    columns: screen.columns ?? (Number(environment['COLUMNS']) || undefined),
    hasColour: screen.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
  })
const terminal = makeTerminal({ out: process.stdout, err: process.stderr }, pageOf)

const stopping = new AbortController()
const stop = () => {
  if (stopping.signal.aborted) process.exit(interrupted)
  terminal.note('Stopping and cleaning up; once more to leave at once.')
  stopping.abort(new Error('stopped by a signal'))
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
/** A reader that has seen enough (`assay report … | head`) is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3))

/** Runs the command line to its end; never throws. */
async function run(): Promise<number> {
  let status: ExitStatus = 0
  const endWith = (wanted: ExitStatus) => void (status = wanted)
  const settings = readSettings(environment, findProjectFolder())
  try {
    await makeProgram({ terminal, settings, signal: stopping.signal, endWith }).parseAsync(process.argv)
    return status
  } catch (error) {
    if (stopping.signal.aborted) return interrupted
    const ending = endingOf(error, terminal.notePage)
    if (ending.text !== '') terminal.note(ending.text)
    return ending.status
  }
}

const exitStatus = await run()
terminal.status('')
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve))
process.exit(exitStatus)
