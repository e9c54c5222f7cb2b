import { Command, CommanderError } from 'commander'
import { CallerError, type ProblemCode, problems } from '../contracts/errors.js'
import { escapeText } from '../contracts/escape.js'
import { assayVersion } from '../storage/project-root.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import type { Cli, ExitStatus } from './cli.js'
import { ServerProblem } from './client/server.js'
import { type Page, printProblem, type Problem, wrapLines } from './print/page.js'

/** The status of a command that was stopped by a signal, as shells have it for SIGINT. */
export const interruptedStatus = 130

/** Runs one command line to its end, whatever it throws said on standard error. Answers the exit status. */
export async function runCommandLine(surroundings: Omit<Cli, 'endWith'>, args: readonly string[]): Promise<number> {
  const { terminal, signal } = surroundings
  let status: ExitStatus = 0
  const cli = { ...surroundings, endWith: (wanted: ExitStatus) => void (status = wanted) }
  try {
    const program = await makeProgram(cli, args)
    await program.parseAsync(args, { from: 'user' })
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

/** The commands, in the order of the help. Loading all of them takes a second. */
const commands: Readonly<Record<string, () => Promise<(program: Command, cli: Cli) => void>>> = {
  grade: async () => (await import('./commands/grade.js')).addGradeCommand,
  verify: async () => (await import('./commands/verify.js')).addVerifyCommand,
  sample: async () => (await import('./commands/exercise.js')).addSampleCommand,
  images: async () => (await import('./commands/images.js')).addImagesCommand,
  doctor: async () => (await import('./commands/doctor.js')).addDoctorCommand,
  publish: async () => (await import('./commands/exercise.js')).addPublishCommand,
  submit: async () => (await import('./commands/submit.js')).addSubmitCommand,
  report: async () => (await import('./commands/submit.js')).addReportCommand,
  regrade: async () => (await import('./commands/regrade.js')).addRegradeCommand,
  'regrade-all': async () => (await import('./commands/regrade.js')).addRegradeAllCommand,
  person: async () => (await import('./commands/person.js')).addPersonCommand,
  'login-link': async () => (await import('./commands/person.js')).addLoginLinkCommand,
  token: async () => (await import('./commands/token.js')).addTokenCommand,
  course: async () => (await import('./commands/course.js')).addCourseCommand,
  assignment: async () => (await import('./commands/assignment.js')).addAssignmentCommand,
  connection: async () => (await import('./commands/connection.js')).addConnectionCommand,
}

/**
 * The command line with the command that `args` begin with; with all of them for help, and for a name that is none.
 * Wrong arguments throw a `CommanderError` after saying what is wrong.
 */
export async function makeProgram(cli: Cli, [name = '']: readonly string[] = []): Promise<Command> {
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
  const named = Object.entries(commands).filter(([command]) => command === name)
  const wanted = named.length > 0 || name === '--version' ? named : Object.entries(commands)
  for (const [, load] of wanted) (await load())(program, cli)
  return program
}
