import type { VerifyOutcome } from '../verify/outcome.js'
import { lessThanAll, type Expectation } from '../verify/expectation.js'
import { findCatching, nameVerdict } from '../verify/judge.js'
import type { Sample } from '../verify/samples.js'
import type { SampleResult } from '../verify/verify-samples.js'
import { count, decimal, seconds } from '../../contracts/amounts.js'
import { escapeDeep } from '../../contracts/escape.js'
import { isScoreWhole } from '../../contracts/report/next-advice.js'
import { pad, wrapLines, type Page } from './page.js'

const columns = { ok: 5, got: 24, correctness: 11, score: 7, time: 12 }
const gap = 2

const widest = (head: string, texts: readonly string[]) =>
  Math.max(head.length, ...texts.map(({ length }) => length)) + gap
const nameColumns = (samples: readonly Sample[]) =>
  widest(
    'sample',
    samples.map(({ name }) => name),
  )
const expectedColumns = (samples: readonly Sample[]) =>
  widest(
    'expected',
    samples.map(({ expectation }) => nameExpectation(expectation)),
  )

/** The heads of the columns that `printResult` fills. */
export function printVerifyHead(samples: readonly Sample[], page: Page): string {
  const head = [
    ''.padEnd(columns.ok),
    'sample'.padEnd(nameColumns(samples)),
    'expected'.padEnd(expectedColumns(samples)),
  ]
  return page.paint(
    'dim',
    [
      ...head,
      'got'.padEnd(columns.got),
      'correctness'.padStart(columns.correctness),
      'score'.padStart(columns.score),
      'time'.padStart(columns.time),
    ].join(''),
  )
}

/**
 * One line for a sample, one below it for each thing that is not as labelled, and what catches it where it is a planted
 * bug.
 */
export function printResult(
  { sample, reports, ms, differences }: SampleResult,
  samples: readonly Sample[],
  page: Page,
): string {
  const report = reports.at(-1)
  const isOk = differences.length === 0
  const line = [
    pad(page.paint(isOk ? 'good' : 'bad', isOk ? 'OK' : 'NOT'), columns.ok),
    sample.name.padEnd(nameColumns(samples)),
    nameExpectation(sample.expectation).padEnd(expectedColumns(samples)),
    (report ? nameVerdict(report) : '').padEnd(columns.got),
    amount(report?.checks.correctness.score ?? null).padStart(columns.correctness),
    amount(report && isScoreWhole(report) ? report.score : null).padStart(columns.score),
    seconds(ms).padStart(columns.time),
    reports.length > 1 ? page.paint('dim', ` ×${reports.length}`) : '',
  ]
  const below = escapeDeep(differences).flatMap((difference) => wrapLines(page, difference, ' '.repeat(columns.ok + 2)))
  return [line.join(''), ...below.map((text) => page.paint('bad', text)), ...printCatching(sample, reports, page)].join(
    '\n',
  )
}

const amount = (score: number | null) => (score === null ? '–' : decimal(score))

function printCatching({ kind }: Sample, reports: SampleResult['reports'], page: Page): string[] {
  const ids = kind === 'bug' ? findCatching(reports) : []
  return ids.length === 0
    ? []
    : wrapLines(page, `caught by ${ids.join(', ')}`, ' '.repeat(columns.ok + 2)).map((text) => page.paint('dim', text))
}

/** What a sample must come to, short: `assessed 100 %`, `limit-exceeded: memory`, `at most 10 %`. */
export function nameExpectation({ verdict, limit, correctness, score }: Expectation): string {
  const ending = limit === undefined ? verdict : `${verdict}: ${limit}`
  const points = nameRange(correctness)
  return [ending, points && `${points} %`, score && `score ${nameRange(score)}`].filter(Boolean).join(' ')
}

function nameRange(range: Expectation['correctness']): string {
  const { min, max } = range ?? {}
  if (max === lessThanAll) return min === undefined ? '< 100' : `${min} to < 100`
  if (min === 100 || (min !== undefined && min === max)) return String(min)
  if (min !== undefined) return max === undefined ? `≥ ${min}` : `${min} to ${max}`
  if (max === 0) return '0'
  return max === undefined ? '' : `≤ ${max}`
}

/** The last word on the package, and what an author may still want to know. */
export function printVerifyOutcome(outcome: VerifyOutcome, page: Page): string {
  const wrong = outcome.samples.filter(({ differences }) => differences.length > 0).length
  const all = outcome.isComplete ? 'all its samples' : `the ${count(outcome.samples.length, 'sample')} that ran`
  const unaudited =
    outcome.unaudited.length === 0 ? '' : `, ${count(outcome.unaudited.length, 'scenario')} without an audit`
  const unbacked = outcome.unbackedWeight.length === 0 ? '' : ', a weight for speed without scenarios'
  const last = outcome.holds
    ? page.paint('good', `${outcome.exercise.slug} is verified: ${all} ended as expected.`)
    : page.paint(
        'bad',
        `${outcome.exercise.slug} is not verified: ${wrong} of ${count(outcome.samples.length, 'sample')} did not end as expected${unaudited}${unbacked}.`,
      )
  const problems = [...outcome.unaudited, ...outcome.unbackedWeight]
  return [
    last,
    ...printProblems(problems, page),
    ...printNotTried(outcome.notTried, page),
    ...printNeverFailed(outcome.neverFailed, page),
  ].join('\n')
}

function printProblems(problems: VerifyOutcome['unaudited'], page: Page): string[] {
  const sentences = escapeDeep(problems).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  return sentences.flatMap((sentence) => wrapLines(page, sentence)).map((line) => page.paint('bad', line))
}

function printNotTried(names: readonly string[], page: Page): string[] {
  if (names.length === 0) return []
  const sentence = `${count(names.length, 'sample')} not run because an image is missing (\`npx assay images build\` says why): ${names.join(', ')}.`
  return wrapLines(page, sentence).map((line) => page.paint('warn', line))
}

function printNeverFailed(ids: readonly string[], page: Page): string[] {
  if (ids.length === 0) return []
  const sentence = `${count(ids.length, 'test')} never failed in a sample that ran to the end, so no sample shows that ${ids.length === 1 ? 'it works' : 'they work'}: ${ids.join(', ')}.`
  return wrapLines(page, sentence).map((line) => page.paint('warn', line))
}
