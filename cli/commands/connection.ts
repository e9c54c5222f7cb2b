import { Option, type Command } from 'commander'
import { toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { anyNumber } from '../option-values.js'
import { printConnection, printConnections, type ConnectionState } from '../print/connections.js'

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
