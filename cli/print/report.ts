import { bytes, count, decimal, seconds, shortDigest } from '../../contracts/amounts.js'
import { escapeDeep, escapeText } from '../../contracts/escape.js'
import { languageNames } from '../../contracts/language.js'
import { describeTopFolder } from '../../contracts/left-out.js'
import type { CheckResult, Report } from '../../contracts/report/report.js'
import { describeSpeedReceipt } from '../../contracts/report/speed-words.js'
import { findKeyLines, wordsOfTests } from '../../contracts/report/test-words.js'
import { type Ink, labelled, type Page, wrapLines } from './page.js'
import { printQuality } from './quality.js'
import { printSpeed } from './speed.js'
import { printTests } from './tests.js'

/**
 * The whole report as a person reads it, in the order of what they ask first. `grade`: what counts, where the
 * submission is an attempt at an assignment. Lines, without a last line feed.
 */
export function printReport(report: Report, page: Page, grade: ShownGrade | null = null): string {
  const safe = escapeDeep(report)
  // Logs are printed where the run did not get to its tests: then they say more than checks without a score.
  const parts = [
    printHeadline(safe, page),
    grade ? printGrade(grade, page) : [],
    printLogs(safe, page),
    safe.verdict === 'not-assessed' ? [] : printChecks(safe, page),
    printTests(safe, wordsOfTests(safe.exercise.kind), page),
    printSpeed(safe.checks.speed, page),
    printQuality(safe.checks.quality, page),
    printFacts(safe, page),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function printHeadline(report: Report, page: Page): string[] {
  const what = `${report.exercise.title} (${report.exercise.slug}) in ${languageNames[report.language]}`
  const verdict = report.limit === null ? report.verdict : `${report.verdict}: ${report.limit}`
  const score = report.score === null ? 'no score' : `${decimal(report.score)} of ${report.maxScore}`
  const lines = [
    page.paint('dim', what),
    '',
    `${page.paint(inkOf(report), score)}  ${page.paint('strong', verdict)}`,
    '',
    ...wrapLines(page, report.summary.title).map((line) => page.paint('strong', line)),
    ...wrapLines(page, report.summary.detail),
    ...printKeyLines(report, page),
    ...(report.summary.advice === '' ? [] : wrapLines(page, report.summary.advice)),
  ]
  if (report.incident !== null) lines.push('', `Incident ${report.incident}`)
  return lines
}

/** What the log says of why there is no better result, before the advice that may be far from it. */
function printKeyLines(report: Report, page: Page): string[] {
  const told = findKeyLines(report)
  return told ? [page.paint('dim', `${told.title}:`), ...told.lines.flatMap((line) => wrapLines(page, line, '  '))] : []
}

function inkOf(report: Report): Ink {
  if (report.verdict === 'not-assessed') return 'warn'
  if (report.verdict !== 'assessed' || report.score === null) return 'bad'
  if (report.score >= 99.95) return 'good'
  return report.score < 50 ? 'bad' : 'warn'
}

const nameColumns = 16
const scoreColumns = 8

/** One line for each check that counts here: its score, what it weighs, and why where it has none. */
export function printChecks(report: Report, page: Page): string[] {
  const checks = (['correctness', 'speed', 'quality'] as const).map((name) => [name, report.checks[name]] as const)
  const counted = checks.filter(
    ([, { weight, effectiveWeight, state }]) => weight + effectiveWeight > 0 || state === 'scored',
  )
  return [page.paint('strong', 'Checks'), ...counted.flatMap(([name, check]) => printCheck(name, check, page))]
}

function printCheck(name: string, check: CheckResult, page: Page): string[] {
  const score = check.score === null ? '–' : decimal(check.score)
  const indent = ' '.repeat(nameColumns + scoreColumns)
  const [first = '', ...rest] = wrapLines(page, describeCheck(check), indent).map((line) => line.slice(indent.length))
  const head = `  ${name}`.padEnd(nameColumns) + score.padStart(5).padEnd(scoreColumns)
  return [head + page.paint('dim', first), ...rest.map((line) => indent + page.paint('dim', line))]
}

function describeCheck({ state, weight, effectiveWeight, reason }: CheckResult): string {
  const own = `weight ${decimal(weight)} %`
  if (state === 'scored')
    return `${effectiveWeight === weight ? own : `${own}, now ${decimal(effectiveWeight)} %`}${reason === null ? '' : `: ${reason}`}`
  return `${state}, its ${decimal(weight)} % ${effectiveWeight === 0 ? 'redistributed' : 'kept'}: ${reason ?? 'no reason given'}`
}

/** What the run took of its limits, how long each phase was, and what the score rests on. */
function printFacts(report: Report, page: Page): string[] {
  const used = describeUsage(report)
  const phases = describePhases(report)
  return [
    ...(used === '' ? [] : labelled(page, 'Used', used)),
    ...(phases === '' ? [] : labelled(page, 'Phases', phases)),
    ...(report.leftOut ? labelled(page, 'Left out', report.leftOut.join(', ')) : []),
    ...(report.topFolder === undefined ? [] : labelled(page, 'Top level', describeTopFolder(report.topFolder))),
    ...labelled(page, 'Receipt', describeReceipt(report)),
  ]
}

function describeUsage({ usage, limits }: Report): string {
  const parts: readonly (readonly [used: number, words: string])[] = [
    [usage.peakMemoryMb, `memory ${decimal(usage.peakMemoryMb)} of ${limits.memoryMb} MB`],
    [usage.peakPids, `processes ${usage.peakPids} of ${limits.pids}`],
    [usage.outputBytes, `output ${bytes(usage.outputBytes)} of ${limits.outputMb} MB`],
    [usage.cpuSeconds, `CPU ${seconds(usage.cpuSeconds * 1000)} on ${count(limits.cpus, 'core')}`],
  ]
  return parts.flatMap(([used, words]) => (used === 0 ? [] : [words])).join(' · ')
}

function describePhases({ phases }: Report): string {
  if (phases.length === 0) return ''
  const total = phases.reduce((sum, phase) => sum + phase.ms, 0)
  return `${phases.map((phase) => `${phase.name} ${seconds(phase.ms)}`).join(' · ')} · total ${seconds(total)}`
}

function describeReceipt({ receipt, run }: Report): string {
  return [
    `submission ${shortDigest(receipt.submission)}`,
    `exercise ${shortDigest(receipt.exercise)}`,
    `seed ${receipt.seed}`,
    `run ${run}`,
    ...(receipt.speed ? [`speed ${describeSpeedReceipt(receipt.speed)}`] : []),
    `Assay ${receipt.assay} on ${receipt.host.engine}`,
  ].join(' · ')
}

const shownLines = 30

/**
 * What the build and the service (or suite) printed last, where the run did not get as far as its tests, or they do not
 * count.
 */
function printLogs(report: Report, page: Page): string[] {
  if (report.verdict === 'assessed' && report.checks.correctness.reason === null) return []
  const build = report.verdict === 'build-failed' ? printLog('Last output of the build', report.buildLog, page) : []
  const service = printLog(`Last output of ${wordsOfTests(report.exercise.kind).work}`, report.serviceLog, page)
  return build.length > 0 && service.length > 0 ? [...build, '', ...service] : [...build, ...service]
}

function printLog(title: string, log: string, page: Page): string[] {
  if (log.trim() === '') return []
  const lines = log.trimEnd().split('\n')
  return [
    page.paint('strong', title),
    ...(lines.length > shownLines ? [page.paint('dim', `  … ${lines.length - shownLines} earlier lines`)] : []),
    ...lines.slice(-shownLines).flatMap((line) => wrapLines(page, line, '  ')),
  ]
}

/** A grade as a server tells it, of 100. */
export interface ShownGrade {
  grade: number
  latePercent: number
  isOverridden: boolean
  comment: string | null
  regraded?: { before: number; after: number; reason: string | null } | null
}

/** The grade that counts and why it is not the score, where it is not; and what a regrade changed. */
export function printGrade(
  { grade, latePercent, isOverridden, comment, regraded = null }: ShownGrade,
  page: Page,
): string[] {
  const why = isOverridden
    ? `, set by an instructor${comment === null ? '' : `: ${comment}`}`
    : latePercent > 0
      ? `: ${decimal(latePercent)} % deducted for lateness`
      : ''
  const change = regraded
    ? [
        `It was ${decimal(regraded.before)} before this attempt was regraded${regraded.reason === null ? '' : `: ${regraded.reason}`}`,
      ]
    : []
  const [first = '', ...rest] = [`Grade: ${decimal(grade)} of 100${why}`, ...change].flatMap((line) =>
    wrapLines(page, escapeText(line)),
  )
  return [page.paint('strong', first), ...rest]
}
