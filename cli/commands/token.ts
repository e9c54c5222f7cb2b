import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Cli } from '../cli.js'
import { openServer, withServerOptions, type ServerOptions } from '../client/server.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printTokens, type TokenState } from '../print/tokens.js'

const roles = ['learner', 'instructor', 'admin'] as const

interface CreateOptions extends ServerOptions {
  role: (typeof roles)[number]
  owner: string
  days?: number
  json?: boolean
}

/** `assay token`: who may call a server. */
export function addTokenCommand(program: Command, cli: Cli): void {
  const tokens = program.command('token').description('create, list and revoke tokens of a server')
  const create = tokens
    .command('create')
    .description('create a token; its secret is shown this once')
    .addOption(new Option('--role <role>', 'what it allows').choices(roles).makeOptionMandatory())
    .requiredOption('--owner <name>', 'who holds it')
    .option('--days <days>', 'how long it is valid (default: for ever)', parseDays)
    .option('--json', 'print as JSON')
    .action((options: CreateOptions) => createToken(cli, options))
  const list = tokens
    .command('list')
    .description('list the tokens, without their secrets')
    .option('--json', 'print as JSON')
    .action((options: ServerOptions & { json?: boolean }) => listTokens(cli, options))
  const revoke = tokens
    .command('revoke')
    .description('make a token worthless at once')
    .argument('<token-id>')
    .action((id: string, options: ServerOptions) => revokeToken(cli, id, options))
  for (const command of [create, list, revoke]) withServerOptions(command)
}

async function createToken(cli: Cli, { role, owner, days, json, ...options }: CreateOptions): Promise<void> {
  const server = await openServer(cli, options)
  const response = await server.send('/v1/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, owner, ...(days === undefined ? {} : { expiresInDays: days }) }),
  })
  const created = (await response.json()) as TokenState & { token: string }
  if (json) return cli.terminal.out(toSafeJson(created))
  cli.terminal.note(`Token ${created.id} for ${owner} (${role}). Keep it: it is not shown again.`)
  cli.terminal.out(created.token)
}

async function listTokens(cli: Cli, options: ServerOptions & { json?: boolean }): Promise<void> {
  const server = await openServer(cli, options)
  const { tokens } = (await (await server.send('/v1/tokens')).json()) as { tokens: TokenState[] }
  cli.terminal.out(options.json ? toSafeJson(tokens) : printTokens(tokens, cli.terminal.page))
}

async function revokeToken(cli: Cli, id: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  await server.send(`/v1/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' })
  cli.terminal.out(`Token ${id} is revoked.`)
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 3650) throw new InvalidArgumentError('Say a whole number of days from 1 to 3650.')
  return days
}
