import { type Command, Option } from 'commander'
import { CallerError } from '../../contracts/errors.js'
import { toSafeJson } from '../../contracts/escape.js'
import { type Language, languages } from '../../contracts/language.js'
import type { Cli } from '../cli.js'
import { openServer, type ServerOptions, withServerOptions } from '../client/server.js'
import {
  fetchJunit,
  fetchReport,
  fetchSarif,
  fetchSubmission,
  sendSubmission,
  type SubmitTarget,
  watchSubmission,
} from '../client/watch.js'
import { printReport } from '../print/report.js'

interface SubmitOptions extends ServerOptions {
  assignment?: string
  language?: Language
  watch?: boolean
  json?: boolean
}

/** `assay submit`: sends a submission as a learner would. */
export function addSubmitCommand(program: Command, cli: Cli): void {
  const command = program
    .command('submit')
    .description('send a submission to a server')
    .usage('[options] <slug> <submission>\n       assay submit [options] --assignment <id> <submission>')
    .argument('<slug>', 'the exercise; omit it with --assignment')
    .argument('[submission]', 'folder or archive (zip, tar, tar.gz) of the submission')
    .option('--assignment <id>', 'the assignment, if several use the exercise')
    .addOption(new Option('-l, --language <language>', 'language, if the files do not show it').choices(languages))
    .option('-w, --watch', 'wait until it is graded, then print the report')
    .option('--json', 'print the response of the server, or the report, as JSON')
    .action((first: string, second: string | undefined, options: SubmitOptions) =>
      submit(cli, readTarget(first, second, options.assignment), options),
    )
  withServerOptions(command)
}

function readTarget(
  first: string,
  second: string | undefined,
  assignment: string | undefined,
): { target: SubmitTarget; path: string } {
  if (assignment !== undefined && second === undefined) return { target: { assignment }, path: first }
  if (assignment === undefined && second !== undefined) return { target: { slug: first }, path: second }
  throw new CallerError(
    'bad-request',
    'Give the exercise and the submission, or only the submission with --assignment.',
  )
}

async function submit(
  cli: Cli,
  { target, path }: { target: SubmitTarget; path: string },
  options: SubmitOptions,
): Promise<void> {
  const { terminal } = cli
  const server = await openServer(cli, options)
  const submission = await sendSubmission(server, target, path, options.language)
  if (!options.watch) {
    const next = `Accepted as ${submission.id}. Its report: npx assay report ${submission.id}`
    return terminal.out(options.json ? toSafeJson(submission) : next)
  }
  terminal.note(`Accepted as ${submission.id}.`)
  await watchSubmission(cli, server, submission.id)
  const report = await fetchReport(server, submission.id)
  terminal.out(
    options.json
      ? toSafeJson(report)
      : printReport(report, terminal.page, (await fetchSubmission(server, submission.id)).grade ?? null),
  )
  if (report.verdict === 'not-assessed') cli.endWith(3)
}

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
