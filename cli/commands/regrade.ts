import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { count, decimal, shortDigest } from '../../contracts/amounts.js'
import { CallerError } from '../../contracts/errors.js'
import { escapeDeep, toSafeJson } from '../../contracts/escape.js'
import { changedWithoutTests } from '../../contracts/report/next-advice.js'
import type { Cli } from '../cli.js'
import { openServer, pathOf, type Server, type ServerOptions, withServerOptions } from '../client/server.js'
import { labelled, pad, type Page, widthOf, wrapLines } from '../print/page.js'

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

/** A regrade of an assignment as a server tells it. */
interface RegradeState {
  id: string
  assignment: string
  exerciseDigest: string
  reason: string
  state: 'running' | 'ready' | 'applied' | 'discarded'
  done: number
  total: number
}

export interface ChangedTest {
  id: string
  title: string
  change: string
}

interface Side {
  verdict: string | null
  score: number | null
  grade: number | null
}

/** What it does to one attempt, and why. */
export interface ReviewEntry {
  learner: { id: string; name: string }
  attempt: number
  change: string
  difference: number | null
  isOverridden: boolean
  hasNewVerdict: boolean
  before: Side
  after: Side
  tests: readonly ChangedTest[]
}

/** A regrade with what it changes; the entries are the greatest changes. */
export interface RegradeReview extends RegradeState {
  summary: Record<'rise' | 'fall' | 'none' | 'first' | 'not-assessed' | 'waiting', number> & {
    meanDifference: number | null
    tests: readonly ({ id: string; title: string } & Record<
      'gained' | 'lost' | 'added' | 'removed' | 'reweighted',
      number
    >)[]
  }
  entries: readonly ReviewEntry[]
}

const LOOK_EVERY_MS = 1_000

const fetchReview = (server: Server, id: string): Promise<RegradeReview> =>
  server.call('GET', `${pathOf('regrades', id)}?limit=200`)

/** Shows how far a regrade is until none of its runs is left. It goes on when nobody watches. */
async function watchRegrade(cli: Cli, server: Server, { id, assignment }: RegradeState): Promise<void> {
  for (;;) {
    // The list tells how far it is without naming learners: looking at it is no reading of results.
    const { regrades } = await server.call<{ regrades: RegradeState[] }>(
      'GET',
      pathOf('assignments', assignment, 'regrades'),
    )
    const regrade = regrades.find((one) => one.id === id)
    if (regrade?.state !== 'running') return cli.terminal.status('')
    cli.terminal.status(`${regrade.done} of ${count(regrade.total, 'run')} done`)
    await sleep(LOOK_EVERY_MS, undefined, { signal: cli.signal })
  }
}

const kinds = {
  rise: 'rise',
  fall: 'fall',
  none: 'stay',
  first: 'get a first grade',
  'not-assessed': 'could not be assessed and keep their grade',
  waiting: 'are waiting',
} as const
const testKinds = ['gained', 'lost', 'added', 'removed', 'reweighted'] as const

/** A review as an instructor reads it before applying: how many, by which tests, and who. */
export function printReview(review: RegradeReview, page: Page): string {
  const safe = escapeDeep(review)
  const parts = [printHead(safe, page), printTests(safe, page), printEntries(safe, page)]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function printHead({ id, state, reason, exerciseDigest, done, total, summary }: RegradeReview, page: Page): string[] {
  const shares = Object.entries(kinds).flatMap(([kind, words]) => {
    const amount = summary[kind as keyof typeof kinds]
    return amount === 0 ? [] : [`${amount} ${words}`]
  })
  return [
    `${page.paint('strong', state)}  ${page.paint('dim', `regrade ${id}`)}`,
    ...labelled(page, 'Reason', reason),
    ...labelled(page, 'Package', shortDigest(exerciseDigest)),
    ...labelled(page, 'Runs', `${done} of ${total} done`),
    ...labelled(page, 'Grades', shares.length === 0 ? 'none' : shares.join(', ')),
    ...labelled(page, 'Mean change', summary.meanDifference === null ? '–' : signed(summary.meanDifference)),
  ]
}

function printTests({ summary }: RegradeReview, page: Page): string[] {
  if (summary.tests.length === 0) return []
  const lines = summary.tests.flatMap((test) => {
    const amounts = testKinds.flatMap((kind) => (test[kind] === 0 ? [] : [`${kind} ${test[kind]}`]))
    return wrapLines(page, `${test.title}: ${amounts.join(', ')}`, '  ')
  })
  return [page.paint('strong', 'Tests that changed most'), ...lines]
}

function printEntries({ entries, total }: RegradeReview, page: Page): string[] {
  const changed = entries.filter(({ change }) => change !== 'none' && change !== 'waiting')
  if (changed.length === 0) return []
  const nameColumns = Math.max(...changed.map((entry) => widthOf(nameOf(entry))))
  const left = total > entries.length ? [page.paint('dim', `only the ${entries.length} largest changes are shown`)] : []
  return [
    page.paint('strong', 'Attempts that change'),
    ...changed.flatMap((entry) => printEntry(entry, nameColumns, page)),
    ...left,
  ]
}

function printEntry(entry: ReviewEntry, nameColumns: number, page: Page): string[] {
  const { change, before, after, difference } = entry
  const ink = change === 'rise' || change === 'first' ? 'good' : change === 'fall' ? 'bad' : 'warn'
  const step =
    change === 'not-assessed'
      ? `${amount(before.grade)}  not assessed`
      : `${amount(before.grade)} → ${amount(after.grade)}  ${difference === null ? '' : signed(difference)}`
  const verdict = entry.hasNewVerdict ? [`${before.verdict} → ${after.verdict}`] : []
  const causes = [...verdict, ...entry.tests.map((test) => `${test.change}: ${test.title}`)]
  const why = causes.length === 0 && difference ? [changedWithoutTests] : causes
  return [
    `  ${pad(nameOf(entry), nameColumns)}  ${page.paint(ink, step.trimEnd())}`,
    ...why.flatMap((line) => wrapLines(page, line, '      ')),
  ]
}

const nameOf = ({ learner, attempt }: ReviewEntry) => `${learner.name} (${learner.id}), attempt ${attempt}`

const amount = (grade: number | null) => (grade === null ? '–' : decimal(grade))

const signed = (value: number) => (value > 0 ? `+${decimal(value)}` : decimal(value).replace('-', '−'))

/** What to type next, by the state of a regrade. */
export function nextSteps({ id, state, total }: Pick<RegradeReview, 'id' | 'state' | 'total'>): string {
  if (state === 'running') return `It is still running. Check again: npx assay regrade-all --show ${id}`
  if (state === 'ready')
    return `Nothing has changed yet. Apply it to ${count(total, 'attempt')}: npx assay regrade-all --apply ${id}\nDiscard it: npx assay regrade-all --discard ${id}`
  return state === 'applied' ? 'It has been applied.' : 'It has been discarded.'
}
