import { Option, type Command } from 'commander'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { toSafeJson } from '../../contracts/escape.js'
import { wholeNumber } from '../option-values.js'
import { printTokens, type TokenState } from '../print/tokens.js'

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
