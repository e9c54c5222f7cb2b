import { Option, type Command } from 'commander'
import { countingRules, feedbackTimes } from '../../contracts/assignment.js'
import { escapeLine, toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { anyNumber, moment, wholeNumber } from '../option-values.js'
import { printMoment, printTable } from '../print/page.js'

interface CreateOptions extends ServerOptions {
  title?: string
  digest?: string
  opens?: string
  due?: string
  attempts?: number
  counts?: string
  latePerDay?: number
  lateMax?: number
  lateHours?: number
  grace?: number
  report?: string
  hiddenDetails?: string
  lmsKey?: string
  json?: boolean
}

interface AssignmentState {
  id: string
  exercise: string
  title: string
  opensAt: string | null
  dueAt: string | null
  releasedAt: string | null
}

/** `assay assignment`: exercises handed to courses. */
export function addAssignmentCommand(program: Command, cli: Cli): void {
  const assignments = program.command('assignment').description('assign exercises to courses')
  const create = assignments
    .command('create')
    .description('assign an exercise, using the package that is published now')
    .argument('<course>')
    .argument('<slug>', 'the exercise')
    .action((course: string, slug: string, options: CreateOptions) => createAssignment(cli, course, slug, options))
  withRuleOptions(create)
  const list = assignments
    .command('list')
    .description('list the assignments of a course')
    .argument('<course>')
    .option('--json', 'print as JSON')
    .action((course: string, options: ServerOptions & { json?: boolean }) => listAssignments(cli, course, options))
  const release = assignments
    .command('release')
    .description('release what opens on release')
    .argument('<assignment-id>')
    .action((id: string, options: ServerOptions) => releaseAssignment(cli, id, options))
  const remove = assignments
    .command('delete')
    .description('delete an assignment that has no submissions')
    .argument('<assignment-id>')
    .action((id: string, options: ServerOptions) => deleteAssignment(cli, id, options))
  for (const command of [create, list, release, remove]) withServerOptions(command)
}

const withRuleOptions = (command: Command): Command =>
  command
    .option('--title <title>', 'title shown to learners (default: that of the exercise)')
    .option('--digest <sha256>', 'an earlier package of the exercise')
    .option(
      '--opens <moment>',
      'when it opens for learners, such as 2026-03-01T08:00+01:00 (default: immediately)',
      moment,
    )
    .option('--due <moment>', 'when it is due (default: never)', moment)
    .option('--attempts <number>', 'attempts per learner (default: unlimited)', wholeNumber(1, 10_000))
    .addOption(new Option('--counts <attempt>', 'which attempt counts').choices(countingRules).default('best'))
    .option(
      '--late-per-day <percent>',
      'deducted from the score for each day or part of a day after the due date (default: nothing)',
      anyNumber(0, 100),
    )
    .option('--late-max <percent>', 'maximum deduction', anyNumber(0, 100))
    .option('--late-hours <hours>', 'how long late submissions are accepted (default: forever)', wholeNumber(0, 8_760))
    .option(
      '--grace <minutes>',
      'how long after the due date a submission still counts as on time',
      wholeNumber(0, 10_080),
    )
    .addOption(
      new Option('--report <time>', 'when learners can read their reports').choices(feedbackTimes).default('at-once'),
    )
    .addOption(
      new Option('--hidden-details <time>', 'when they can read all details of the hidden tests')
        .choices(feedbackTimes)
        .default('never'),
    )
    .option('--lms-key <key>', 'the key of the assignment in the LMS of the course')
    .option('--json', 'print as JSON')

async function createAssignment(cli: Cli, course: string, slug: string, given: CreateOptions): Promise<void> {
  const server = await openServer(cli, given)
  const { title, digest, opens, due, attempts, counts, report, hiddenDetails, lmsKey } = given
  const made = await server.call<AssignmentState>('POST', pathOf('courses', course, 'assignments'), {
    exercise: slug,
    exerciseDigest: digest,
    title,
    opensAt: opens,
    dueAt: due,
    attemptLimit: attempts,
    counts,
    lateRule: {
      graceMinutes: given.grace,
      percentPerDay: given.latePerDay,
      maxPercent: given.lateMax,
      acceptHours: given.lateHours,
    },
    feedback: { report, hiddenDetails },
    lmsKey,
  })
  cli.terminal.out(given.json ? toSafeJson(made) : `Assigned ${slug} to ${course} as ${made.id}.`)
}

async function listAssignments(
  cli: Cli,
  course: string,
  { json, ...options }: ServerOptions & { json?: boolean },
): Promise<void> {
  const server = await openServer(cli, options)
  const { assignments } = await server.call<{ assignments: AssignmentState[] }>(
    'GET',
    pathOf('courses', course, 'assignments'),
  )
  const rows = assignments.map(({ id, exercise, title, opensAt, dueAt, releasedAt }) => [
    id,
    exercise,
    title,
    printMoment(opensAt),
    printMoment(dueAt),
    printMoment(releasedAt),
  ])
  const table = () =>
    printTable(
      ['id', 'exercise', 'title', 'opens', 'due', 'released'],
      rows,
      cli.terminal.page,
      'The course has no assignments.',
    )
  cli.terminal.out(json ? toSafeJson(assignments) : table())
}

async function releaseAssignment(cli: Cli, id: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  const { title } = await server.call<AssignmentState>('POST', pathOf('assignments', id, 'release'))
  cli.terminal.out(`${escapeLine(title)} is released: everything that opens on release is now open.`)
}

async function deleteAssignment(cli: Cli, id: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  await server.call('DELETE', pathOf('assignments', id))
  cli.terminal.out('Deleted the assignment.')
}
