import { Option, type Command } from 'commander'
import type { Cli } from '../cli.js'
import { fetchJunit, fetchReport, fetchSarif } from '../client/report.js'
import { openServer, withServerOptions, type ServerOptions } from '../client/server.js'
import { fetchSubmission } from '../client/submission.js'
import { toSafeJson } from '../../contracts/escape.js'
import { printReport } from '../print/report.js'

interface ReportOptions extends ServerOptions {
  json?: boolean
  junit?: boolean
  sarif?: boolean
}

/** `assay report`: the report of a submission on a server. */
export function addReportCommand(program: Command, cli: Cli): void {
  const command = program
    .command('report')
    .description('print the report of a submission')
    .argument('<submission-id>')
    .option('--json', 'print it as JSON')
    .addOption(new Option('--junit', 'print it as JUnit XML').conflicts('json'))
    .addOption(new Option('--sarif', 'print the findings in the source as SARIF 2.1.0').conflicts(['json', 'junit']))
    .action((id: string, options: ReportOptions) => report(cli, id, options))
  withServerOptions(command)
}

async function report(cli: Cli, id: string, options: ReportOptions): Promise<void> {
  const server = await openServer(cli, options)
  if (options.junit) return cli.terminal.out((await fetchJunit(server, id)).trimEnd())
  if (options.sarif) return cli.terminal.out(toSafeJson(await fetchSarif(server, id)))
  const found = await fetchReport(server, id)
  if (options.json) return cli.terminal.out(toSafeJson(found))
  const { grade } = await fetchSubmission(server, id)
  cli.terminal.out(printReport(found, cli.terminal.page, grade ?? null))
}
