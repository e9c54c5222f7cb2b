import type { Command } from 'commander'
import { toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, type ServerOptions, withServerOptions } from '../client/server.js'
import { printMoment, printTable } from '../print/page.js'

interface CreateOptions extends ServerOptions {
  name?: string
  email?: string
  admin?: boolean
  json?: boolean
}

interface PersonState {
  id: string
  name: string
  email: string | null
  isAdmin: boolean
  createdAt: string
}

/** `assay person`: who there is. */
export function addPersonCommand(program: Command, cli: Cli): void {
  const people = program.command('person').description('add and list the people of a server')
  const create = people
    .command('create')
    .description('add a person')
    .argument('<person>', 'login name')
    .option('--name <name>', 'name shown to others (default: the login name)')
    .option('--email <address>', 'used to match people in files from an LMS')
    .option('--admin', 'give the person all rights')
    .option('--json', 'print as JSON')
    .action((id: string, options: CreateOptions) => createPerson(cli, id, options))
  const list = people
    .command('list')
    .description('list all people')
    .option('--json', 'print as JSON')
    .action((options: ServerOptions & { json?: boolean }) => listPeople(cli, options))
  for (const command of [create, list]) withServerOptions(command)
}

async function createPerson(
  cli: Cli,
  id: string,
  { name = id, email, admin, json, ...options }: CreateOptions,
): Promise<void> {
  const server = await openServer(cli, options)
  const person = await server.call<PersonState>('POST', '/v1/people', { id, name, email, isAdmin: admin })
  cli.terminal.out(
    json ? toSafeJson(person) : `Added ${person.id}. Let them sign in: npx assay login-link ${person.id}`,
  )
}

async function listPeople(cli: Cli, { json, ...options }: ServerOptions & { json?: boolean }): Promise<void> {
  const server = await openServer(cli, options)
  const { people } = await server.call<{ people: PersonState[] }>('GET', '/v1/people')
  const rows = people.map(({ id, name, email, isAdmin, createdAt }) => [
    id,
    name,
    email ?? '–',
    isAdmin ? 'admin' : '',
    printMoment(createdAt),
  ])
  cli.terminal.out(
    json
      ? toSafeJson(people)
      : printTable(['id', 'name', 'email', '', 'since'], rows, cli.terminal.page, 'There are no people.'),
  )
}

/** `assay login-link`: how a person gets to the pages. */
export function addLoginLinkCommand(program: Command, cli: Cli): void {
  const command = program
    .command('login-link')
    .description('create a link that signs a person in to the pages once')
    .argument('<person>')
    .option('--json', 'print as JSON')
    .action((person: string, options: ServerOptions & { json?: boolean }) => makeLink(cli, person, options))
  withServerOptions(command)
}

async function makeLink(
  cli: Cli,
  person: string,
  { json, ...options }: ServerOptions & { json?: boolean },
): Promise<void> {
  const server = await openServer(cli, options)
  const link = await server.call<{ url: string; expiresAt: string }>('POST', pathOf('people', person, 'login-links'))
  if (json) return cli.terminal.out(toSafeJson(link))
  cli.terminal.note(`Signs a browser in as ${person}; works once, until ${printMoment(link.expiresAt)} UTC.`)
  cli.terminal.out(link.url)
}
