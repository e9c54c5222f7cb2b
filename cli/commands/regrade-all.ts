import { Option, type Command } from 'commander'
import { CallerError } from '../../contracts/errors.js'
import { toSafeJson } from '../../contracts/escape.js'
import type { Cli } from '../cli.js'
import { fetchReview, watchRegrade, type RegradeState } from '../client/regrade.js'
import { openServer, pathOf, withServerOptions, type Server, type ServerOptions } from '../client/server.js'
import { nextSteps, printReview } from '../print/regrade.js'

interface RegradeOptions extends ServerOptions {
  reason?: string
  digest?: string
  which: 'counting' | 'all'
  apply?: string
  discard?: string
  show?: string
  json?: boolean
}

/** `assay regrade-all`: the regrade of an assignment, looked at before it counts. */
export function addRegradeAllCommand(program: Command, cli: Cli): void {
  const command = program
    .command('regrade-all')
    .description('regrade an assignment: run the attempts, review the changes, then apply or discard them')
    .usage('[options] <assignment-id> --reason <text>\n       assay regrade-all --show|--apply|--discard <regrade-id>')
    .argument('[assignment-id]')
    .option('--reason <text>', 'reason, shown to learners whose grade changes')
    .option('--digest <sha256>', 'a package of the exercise (default: the one published now)')
    .addOption(
      new Option('--which <attempts>', 'the attempts that count, or all')
        .choices(['counting', 'all'])
        .default('counting'),
    )
    .addOption(new Option('--show <regrade-id>', 'print the review of a regrade').conflicts(['apply', 'discard']))
    .addOption(new Option('--apply <regrade-id>', 'apply a regrade').conflicts('discard'))
    .option('--discard <regrade-id>', 'discard a regrade')
    .option('--json', 'print the review as JSON')
    .action((assignment: string | undefined, options: RegradeOptions) => regradeAll(cli, assignment, options))
  withServerOptions(command)
}

async function regradeAll(cli: Cli, assignment: string | undefined, options: RegradeOptions): Promise<void> {
  const { apply, discard, show, json } = options
  const id = apply ?? discard ?? show
  if ((id === undefined) === (assignment === undefined))
    throw new CallerError('bad-request', 'Give an assignment, or a regrade with --show, --apply or --discard.')
  const server = await openServer(cli, options)
  if (apply !== undefined) await server.call('POST', pathOf('regrades', apply, 'apply'))
  if (discard !== undefined) await server.call('POST', pathOf('regrades', discard, 'discard'))
  const review = await fetchReview(server, id ?? (await start(cli, server, assignment ?? '', options)))
  if (json) return cli.terminal.out(toSafeJson(review))
  cli.terminal.out(printReview(review, cli.terminal.page))
  cli.terminal.note(`\n${nextSteps(review)}`)
}

/** Starts a regrade and stays until its runs are done. Answers its id. */
async function start(
  cli: Cli,
  server: Server,
  assignment: string,
  { reason, digest, which }: RegradeOptions,
): Promise<string> {
  if (reason === undefined)
    throw new CallerError('bad-request', 'Give a reason with --reason: it is shown to learners whose grade changes.')
  const regrade = await server.call<RegradeState>('POST', pathOf('assignments', assignment, 'regrades'), {
    reason,
    exerciseDigest: digest,
    which,
  })
  cli.terminal.note(
    `Regrade ${regrade.id} runs ${regrade.total} attempts, after everything that learners are waiting for. Stopping this command does not stop the regrade.`,
  )
  await watchRegrade(cli, server, regrade)
  return regrade.id
}
