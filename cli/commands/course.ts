import { Option, type Command } from 'commander'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printTable } from '../print/page.js'

const roles = ['learner', 'instructor'] as const

interface CreateOptions extends ServerOptions {
  title: string
  connection?: string
  lmsKey?: string
  json?: boolean
}

interface CourseState {
  id: string
  title: string
  connection: string | null
  lmsKey: string | null
  role: string | null
}

/** `assay course`: courses and who is in them. */
export function addCourseCommand(program: Command, cli: Cli): void {
  const courses = program.command('course').description('add and list courses, and manage their members')
  const create = courses
    .command('create')
    .description('add a course')
    .argument('<course>', 'a short name, used in addresses')
    .requiredOption('--title <title>', 'title shown to users')
    .option('--connection <connection>', 'the LMS that sends submissions to the course')
    .option('--lms-key <key>', 'the key of the course in that LMS')
    .option('--json', 'print as JSON')
    .action((id: string, options: CreateOptions) => createCourse(cli, id, options))
  const list = courses
    .command('list')
    .description('list your courses (as an admin, all courses)')
    .option('--json', 'print as JSON')
    .action((options: ServerOptions & { json?: boolean }) => listCourses(cli, options))
  const enrol = courses
    .command('enrol')
    .description('enrol a person in a course, or change their role')
    .argument('<course>')
    .argument('<person>')
    .addOption(new Option('--role <role>', 'their role in the course').choices(roles).default('learner'))
    .action((course: string, person: string, options: ServerOptions & { role: string }) =>
      enrolPerson(cli, course, person, options),
    )
  const unenrol = courses
    .command('unenrol')
    .description('remove a person from a course; their submissions are kept')
    .argument('<course>')
    .argument('<person>')
    .action((course: string, person: string, options: ServerOptions) => unenrolPerson(cli, course, person, options))
  const remove = courses
    .command('delete')
    .description('delete a course that has no assignments')
    .argument('<course>')
    .action((course: string, options: ServerOptions) => deleteCourse(cli, course, options))
  for (const command of [create, list, enrol, unenrol, remove]) withServerOptions(command)
}

async function createCourse(
  cli: Cli,
  id: string,
  { title, connection, lmsKey, json, ...options }: CreateOptions,
): Promise<void> {
  const server = await openServer(cli, options)
  const course = await server.call<CourseState>('POST', '/v1/courses', { id, title, connection, lmsKey })
  cli.terminal.out(
    json
      ? toSafeJson(course)
      : `Added ${course.id}. Enrol people with: npx assay course enrol ${course.id} <person> --role instructor`,
  )
}

async function listCourses(cli: Cli, { json, ...options }: ServerOptions & { json?: boolean }): Promise<void> {
  const server = await openServer(cli, options)
  const { courses } = await server.call<{ courses: CourseState[] }>('GET', '/v1/courses')
  const rows = courses.map(({ id, title, connection, role }) => [id, title, role ?? '–', connection ?? '–'])
  cli.terminal.out(
    json
      ? toSafeJson(courses)
      : printTable(['id', 'title', 'your role', 'connection'], rows, cli.terminal.page, 'There are no courses.'),
  )
}

async function enrolPerson(
  cli: Cli,
  course: string,
  person: string,
  { role, ...options }: ServerOptions & { role: string },
): Promise<void> {
  const server = await openServer(cli, options)
  await server.call('PUT', pathOf('courses', course, 'enrolments', person), { role })
  cli.terminal.out(`${person} is in ${course} as ${role}.`)
}

async function unenrolPerson(cli: Cli, course: string, person: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  await server.call('DELETE', pathOf('courses', course, 'enrolments', person))
  cli.terminal.out(`${person} is no longer in ${course}.`)
}

async function deleteCourse(cli: Cli, course: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  await server.call('DELETE', pathOf('courses', course))
  cli.terminal.out(`Deleted the course ${course}.`)
}
