import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { openServer, pathOf, withServerOptions, type ServerOptions } from '../client/server.js'

/** `assay regrade`: a new run of a submission. */
export function addRegradeCommand(program: Command, cli: Cli): void {
  const command = program
    .command('regrade')
    .description('grade a submission on a server again')
    .argument('<submission-id>')
    .option('--reason <text>', 'reason, shown to the learner if the grade changes')
    .action((id: string, options: ServerOptions & { reason?: string }) => regrade(cli, id, options))
  withServerOptions(command)
}

async function regrade(cli: Cli, id: string, options: ServerOptions & { reason?: string }): Promise<void> {
  const server = await openServer(cli, options)
  await server.call(
    'POST',
    pathOf('submissions', id, 'runs'),
    options.reason === undefined ? undefined : { reason: options.reason },
  )
  cli.terminal.out(`A new run of ${id} is waiting. Its report, when it is done: npx assay report ${id}`)
}
