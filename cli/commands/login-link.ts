import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printMoment } from '../print/table.js'

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
