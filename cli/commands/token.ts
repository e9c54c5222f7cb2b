import { type Command, Option } from 'commander'
import { toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, type ServerOptions, withServerOptions } from '../client/server.js'
import { wholeNumber } from '../option-values.js'
import { type Page, printTable } from '../print/page.js'

const scopes = ['read', 'submit', 'teach', 'admin'] as const

interface CreateOptions extends ServerOptions {
  scope: (typeof scopes)[number]
  owner?: string
  days?: number
  json?: boolean
}

/** `assay token`: what programs sign in with. */
export function addTokenCommand(program: Command, cli: Cli): void {
  const tokens = program.command('token').description('create, list and revoke tokens of a server')
  const create = tokens
    .command('create')
    .description('create a token; its secret is shown only once')
    .addOption(
      new Option('--scope <scope>', 'what the token allows; each scope includes the previous ones')
        .choices(scopes)
        .makeOptionMandatory(),
    )
    .option('--owner <person>', 'owner of the token (default: yourself)')
    .option('--days <days>', 'how long it is valid (default: forever)', wholeNumber(1, 3650))
    .option('--json', 'print as JSON')
    .action((options: CreateOptions) => createToken(cli, options))
  const list = tokens
    .command('list')
    .description('list your tokens (as an admin, all tokens), without their secrets')
    .option('--json', 'print as JSON')
    .action((options: ServerOptions & { json?: boolean }) => listTokens(cli, options))
  const revoke = tokens
    .command('revoke')
    .description('revoke a token immediately')
    .argument('<token-id>')
    .action((id: string, options: ServerOptions) => revokeToken(cli, id, options))
  for (const command of [create, list, revoke]) withServerOptions(command)
}

async function createToken(cli: Cli, { scope, owner, days, json, ...options }: CreateOptions): Promise<void> {
  const server = await openServer(cli, options)
  const created = await server.call<TokenState & { token: string }>('POST', '/v1/tokens', {
    scope,
    owner,
    expiresInDays: days,
  })
  if (json) return cli.terminal.out(toSafeJson(created))
  cli.terminal.note(`Token ${created.id} of ${created.owner} (${scope}). Save it: it will not be shown again.`)
  cli.terminal.out(created.token)
}

async function listTokens(cli: Cli, options: ServerOptions & { json?: boolean }): Promise<void> {
  const server = await openServer(cli, options)
  const { tokens } = await server.call<{ tokens: TokenState[] }>('GET', '/v1/tokens')
  cli.terminal.out(options.json ? toSafeJson(tokens) : printTokens(tokens, cli.terminal.page))
}

async function revokeToken(cli: Cli, id: string, options: ServerOptions): Promise<void> {
  const server = await openServer(cli, options)
  await server.call('DELETE', pathOf('tokens', id))
  cli.terminal.out(`Token ${id} is revoked.`)
}

/** A token as a server lists it: everything but its secret. Moments are ISO 8601. */
interface TokenState {
  id: string
  owner: string
  scope: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
}

/** The tokens as a table. */
const printTokens = (tokens: readonly TokenState[], page: Page): string =>
  printTable(['id', 'owner', 'scope', 'since', 'state'], tokens.map(rowOf), page, 'There are no tokens.')

const rowOf = ({ id, owner, scope, createdAt, expiresAt, revokedAt }: TokenState) => {
  const state = revokedAt ? `revoked ${day(revokedAt)}` : expiresAt ? `until ${day(expiresAt)}` : 'forever'
  return [id, owner, scope, day(createdAt), state]
}

const day = (moment: string) => moment.slice(0, 10)
