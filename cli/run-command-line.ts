import type { Cli, ExitStatus } from './cli.js'
import { endingOf } from './endings.js'
import { makeProgram } from './program.js'

/** The status of a command that was stopped by a signal, as shells have it for SIGINT. */
export const interruptedStatus = 130

/** Runs one command line to its end, whatever it throws said on standard error. Answers the exit status. */
export async function runCommandLine(surroundings: Omit<Cli, 'endWith'>, args: readonly string[]): Promise<number> {
  const { terminal, signal } = surroundings
  let status: ExitStatus = 0
  const cli = { ...surroundings, endWith: (wanted: ExitStatus) => void (status = wanted) }
  try {
    await makeProgram(cli).parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    if (signal.aborted) return interruptedStatus
    const ending = endingOf(error, terminal.notePage)
    if (ending.text !== '') terminal.note(ending.text)
    return ending.status
  } finally {
    terminal.status('')
  }
}
