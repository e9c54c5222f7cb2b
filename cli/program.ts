import { Command } from 'commander'
import { assayVersion } from '../worker/assess.js'
import type { Cli } from './cli.js'
import { addAssignmentCommand } from './commands/assignment.js'
import { addConnectionCommand } from './commands/connection.js'
import { addCourseCommand } from './commands/course.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addGradeCommand } from './commands/grade.js'
import { addImagesCommand } from './commands/images.js'
import { addLoginLinkCommand, addPersonCommand } from './commands/person.js'
import { addPublishCommand } from './commands/publish.js'
import { addRegradeAllCommand, addRegradeCommand } from './commands/regrade.js'
import { addSampleCommand } from './commands/sample.js'
import { addReportCommand, addSubmitCommand } from './commands/submit.js'
import { addTokenCommand } from './commands/token.js'
import { addVerifyCommand } from './commands/verify.js'

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
