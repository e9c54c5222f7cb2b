import { Command, CommanderError } from 'commander'
import { CallerError, type ProblemCode, problems } from '../contracts/errors.js'
import { escapeText } from '../contracts/escape.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import { assayVersion } from '../worker/assess.js'
import type { Cli, ExitStatus } from './cli.js'
import { ServerProblem } from './client/server.js'
import { addAssignmentCommand } from './commands/assignment.js'
import { addConnectionCommand } from './commands/connection.js'
import { addCourseCommand } from './commands/course.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addPublishCommand, addSampleCommand } from './commands/exercise.js'
import { addGradeCommand } from './commands/grade.js'
import { addImagesCommand } from './commands/images.js'
import { addLoginLinkCommand, addPersonCommand } from './commands/person.js'
import { addRegradeAllCommand, addRegradeCommand } from './commands/regrade.js'
import { addReportCommand, addSubmitCommand } from './commands/submit.js'
import { addTokenCommand } from './commands/token.js'
import { addVerifyCommand } from './commands/verify.js'
import { type Page, printProblem, type Problem, wrapLines } from './print/page.js'

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

/** How an error ends the process, and what it says; no text where it was printed already. */
export interface Ending {
  status: ExitStatus
  text: string
}

/** A caller's mistake is named with every place it is at; anything unknown is our fault. */
export function endingOf(error: unknown, page: Page): Ending {
  if (error instanceof CommanderError) return { status: error.exitCode === 0 ? 0 : 2, text: '' }
  const problem = problemOf(error)
  if (problem === undefined) return { status: 3, text: describeFault(error, page) }
  const isServerFault = error instanceof ServerProblem && error.status >= 500
  return { status: isServerFault ? 3 : 2, text: printProblem(problem, page) }
}

/** What is wrong, as a problem; nothing for what no caller could have mended. */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ServerProblem) return error.problem
  if (error instanceof RejectedUpload) return { title: titleOf('upload-rejected'), detail: error.detail, errors: [] }
  if (error instanceof CallerError) return { title: titleOf(error.code), detail: error.message, errors: error.errors }
  return undefined
}

/** The title of a request that is not understood says nothing on a command line. */
const titleOf = (code: ProblemCode): string => (code === 'bad-request' ? '' : problems[code][1])

function describeFault(error: unknown, page: Page): string {
  const said = error instanceof Error ? error.message : String(error)
  const causes = causesOf(error).map((cause) => `because: ${cause}`)
  const lines = [`This is an error in Assay or in the exercise, not in the submission: ${said}`, ...causes].flatMap(
    (line) => wrapLines(page, escapeText(line)),
  )
  lines[0] = page.paint('bad', lines[0] ?? '')
  return [...lines, page.paint('dim', '`npx assay doctor` checks for common causes.')].join('\n')
}

function causesOf(error: unknown): string[] {
  const found: string[] = []
  for (let cause = (error as Error | undefined)?.cause; cause instanceof Error && found.length < 4; cause = cause.cause)
    found.push(cause.message)
  return found
}

const epilogue = `
Exit status: 0 success, 2 a mistake in the arguments or the input, 3 an error in Assay.
Variables:   ASSAY_SERVER, ASSAY_TOKEN, ASSAY_DATA_DIR, NO_COLOR.`

/** The whole command line. Wrong arguments throw a `CommanderError` after saying what is wrong. */
export function makeProgram(cli: Cli): Command {
  const program = new Command('assay')
    .description('Grades back-end exercises: runs a service in isolated containers against hidden tests.')
    .version(assayVersion)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.terminal.out(text.trimEnd()),
      writeErr: (text) => cli.terminal.note(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('Run `assay help` for usage.')
    .addHelpText('after', epilogue)
  addGradeCommand(program, cli)
  addVerifyCommand(program, cli)
  addSampleCommand(program, cli)
  addImagesCommand(program, cli)
  addDoctorCommand(program, cli)
  addPublishCommand(program, cli)
  addSubmitCommand(program, cli)
  addReportCommand(program, cli)
  addRegradeCommand(program, cli)
  addRegradeAllCommand(program, cli)
  addPersonCommand(program, cli)
  addLoginLinkCommand(program, cli)
  addTokenCommand(program, cli)
  addCourseCommand(program, cli)
  addAssignmentCommand(program, cli)
  addConnectionCommand(program, cli)
  return program
}
