import { type Command, Option } from 'commander'
import { escapeDeep, toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, type ServerOptions, withServerOptions } from '../client/server.js'
import { anyNumber } from '../option-values.js'
import { labelled, type Page, printTable } from '../print/page.js'

interface CreateOptions extends ServerOptions {
  title: string
  adapter: string
  gradeUrl?: string
  allowHost?: string[]
  private?: boolean
  fetchToken?: string
  jwks?: string
  apiUrl?: string
  enrolLearners?: boolean
  json?: boolean
}

interface RotateOptions extends ServerOptions {
  direction: string
  overlapHours?: number
  json?: boolean
}

/** `assay connection`: LMSs that call a server and are told of grades. */
export function addConnectionCommand(program: Command, cli: Cli): void {
  const connections = program.command('connection').description('connect LMSs to a server')
  const create = connections
    .command('create')
    .description('connect an LMS; the two secrets are shown only once')
    .argument('<connection>', 'a short name, used in addresses')
  withConnectionOptions(create).action((id: string, options: CreateOptions) => createConnection(cli, id, options))
  const list = connections
    .command('list')
    .description('list the connections, without their secrets')
    .option('--json', 'print as JSON')
    .action((options: ServerOptions & { json?: boolean }) => listConnections(cli, options))
  const rotate = connections
    .command('rotate')
    .description('replace a secret; the previous one stays valid for a while')
    .argument('<connection>')
    .addOption(
      new Option('--direction <direction>', 'what the secret signs: events from the LMS, or grades sent to it')
        .choices(['inbound', 'grades'])
        .makeOptionMandatory(),
    )
    .option(
      '--overlap-hours <hours>',
      'how long the previous secret stays valid (default: 24); 0 if it leaked',
      anyNumber(0, 720),
    )
    .option('--json', 'print as JSON')
    .action((id: string, options: RotateOptions) => rotateSecret(cli, id, options))
  for (const command of [create, list, rotate]) withServerOptions(command)
}

const withConnectionOptions = (command: Command): Command =>
  command
    .requiredOption('--title <title>', 'title shown to users')
    .option('--adapter <adapter>', 'adapter that reads its events', 'standard-webhooks')
    .option('--grade-url <url>', 'where grades are sent (default: nowhere)')
    .option(
      '--allow-host <host>',
      'a host that files may be fetched from, with its port if it is not the default; can be repeated',
      (host: string, before: string[] = []) => [...before, host],
    )
    .option('--private', 'the LMS is in your own network: private addresses and plain http are accepted too')
    .option('--fetch-token <token>', 'sent as a bearer token when files are fetched')
    .option('--jwks <url-or-json>', 'key set of an LMS that signs with JWTs')
    .option('--api-url <url>', 'the API of the LMS, for adapters that use it')
    .option('--enrol-learners', 'unknown learners are added and enrolled when they submit')
    .option('--json', 'print as JSON')

async function createConnection(cli: Cli, id: string, given: CreateOptions): Promise<void> {
  const server = await openServer(cli, given)
  const { title, adapter, gradeUrl, allowHost, fetchToken, jwks, apiUrl, enrolLearners } = given
  const made = await server.call<ConnectionState & { newSecrets: { inbound: string; grades: string } }>(
    'POST',
    '/v1/connections',
    {
      id,
      title,
      adapter,
      gradeUrl,
      allowedHosts: allowHost,
      allowsPrivateNetwork: given.private,
      fetchToken,
      jwks,
      apiUrl,
      enrolsLearners: enrolLearners,
    },
  )
  if (given.json) return cli.terminal.out(toSafeJson(made))
  cli.terminal.note('Save the secrets: they will not be shown again.')
  cli.terminal.out(printConnection(made, cli.terminal.page))
}

async function listConnections(cli: Cli, { json, ...options }: ServerOptions & { json?: boolean }): Promise<void> {
  const server = await openServer(cli, options)
  const { connections } = await server.call<{ connections: ConnectionState[] }>('GET', '/v1/connections')
  cli.terminal.out(json ? toSafeJson(connections) : printConnections(connections, cli.terminal.page))
}

async function rotateSecret(
  cli: Cli,
  id: string,
  { direction, overlapHours, json, ...options }: RotateOptions,
): Promise<void> {
  const server = await openServer(cli, options)
  const made = await server.call<{
    newSecrets: { inbound?: string; grades?: string }
    previousExpiresAt: string | null
  }>('POST', pathOf('connections', id, 'secrets'), { direction, overlapHours })
  if (json) return cli.terminal.out(toSafeJson(made))
  const until = made.previousExpiresAt === null ? '' : ` The previous one is valid until ${made.previousExpiresAt}.`
  cli.terminal.note(`Save the secret: it will not be shown again.${until}`)
  cli.terminal.out(made.newSecrets.inbound ?? made.newSecrets.grades ?? '')
}

/** A connection as a server tells it. */
interface ConnectionState {
  id: string
  title: string
  adapter: string
  hookUrl: string
  gradeUrl: string | null
  gradesStoppedAt: string | null
}

/** The connections as a table. */
const printConnections = (connections: readonly ConnectionState[], page: Page): string =>
  printTable(
    ['id', 'title', 'adapter', 'LMS sends to', 'grades go to'],
    connections.map(rowOf),
    page,
    'There are no connections.',
  )

const rowOf = ({ id, title, adapter, hookUrl, gradeUrl, gradesStoppedAt }: ConnectionState) => [
  id,
  title,
  adapter,
  hookUrl,
  gradeUrl === null ? '–' : gradesStoppedAt === null ? gradeUrl : `${gradeUrl} (stopped)`,
]

/** A new connection, with what to type into the LMS. */
function printConnection(
  made: ConnectionState & { newSecrets: { inbound: string; grades: string } },
  page: Page,
): string {
  const { hookUrl, gradeUrl, newSecrets } = escapeDeep(made)
  const facts = {
    'LMS sends to': hookUrl,
    'LMS signs with': newSecrets.inbound,
    'Grades go to': gradeUrl ?? 'nowhere yet',
    'Assay signs with': newSecrets.grades,
  }
  return Object.entries(facts)
    .flatMap(([label, text]) => labelled(page, label, text, 19))
    .join('\n')
}
