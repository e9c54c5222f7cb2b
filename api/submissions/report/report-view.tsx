import { decimal } from '../../../contracts/amounts.js'
import { escapeDeep } from '../../../contracts/escape.js'
import { languageNames } from '../../../contracts/language.js'
import { describeTopFolder } from '../../../contracts/left-out.js'
import { findNextFinding, findNextScenario } from '../../../contracts/report/next-advice.js'
import { describeQuality } from '../../../contracts/report/quality-words.js'
import type { Report } from '../../../contracts/report/report.js'
import { countScenarios, describeSpeedReceipt, describeSpeedScore } from '../../../contracts/report/speed-words.js'
import {
  describeNoneRun,
  describePoints,
  findKeyLines,
  saysNoneRun,
  wordsOfTests,
} from '../../../contracts/report/test-words.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { toneOfScore, VerdictBadge } from '../../ui/badge.js'
import { FactList, LogBlock, Moment, Section } from '../../ui/section.js'
import { readExcerpts } from './excerpts.js'
import { QualityView } from './quality-view.js'
import { ChecksTable, PhasesTable, UsageTable } from './run-facts.js'
import { SpeedView } from './speed-view.js'
import { TestList } from './test-list.js'

export interface HandedIn {
  files: SourceTree
  /** The address of a file's page. */
  hrefOf: (path: string) => string
}

export interface ReportViewProps {
  report: Report
  /** What was handed in, to show what was found in it; `null` where it is not at hand. */
  source?: HandedIn | null
  /** The findings as a file. */
  sarifHref?: string | null
}

/**
 * A whole report, in the order of what a person asks first. Shows all that is in it: a report for a learner was cut
 * down by `redactReport` before.
 */
export function ReportView({ report, source = null, sarifHref = null }: ReportViewProps) {
  const safe = escapeDeep(withoutDetails(report))
  const { checks, verdict } = safe
  return (
    <div class="report">
      <ScoreHeader report={safe} />
      {isCutShort(report) && <Logs report={safe} />}
      {verdict !== 'not-assessed' && (
        <Section id="checks" title="Checks">
          <ChecksTable checks={checks} />
        </Section>
      )}
      <Tests report={report} />
      {checks.speed.scenarios && checks.speed.scenarios.length > 0 && (
        <Section
          id="speed"
          title="Speed"
          aside={`${describeSpeedScore(checks.speed)}; ${countScenarios(checks.speed)}`}
        >
          <SpeedView speed={checks.speed} />
        </Section>
      )}
      <Quality report={report} source={source} sarifHref={sarifHref} />
      {!isCutShort(report) && <Logs report={safe} />}
      <Section id="run" title="The run">
        <div class="pair">
          <UsageTable usage={safe.usage} limits={safe.limits} />
          <PhasesTable phases={safe.phases} />
        </div>
      </Section>
      <Section id="receipt" title="Receipt">
        <ReceiptView report={safe} />
      </Section>
    </div>
  )
}

/** What the tests say of themselves is made safe test by test, where it is shown: that of all of them takes a while. */
function withoutDetails({ checks, ...rest }: Report): Report {
  const tests = checks.correctness.tests.map((test) => ({
    ...test,
    message: null,
    hint: null,
    transcript: [],
    log: [],
  }))
  return { ...rest, checks: { ...checks, correctness: { ...checks.correctness, tests } } }
}

/** The report comes as it is. */
function Tests({ report }: { report: Report }) {
  const { correctness } = report.checks
  const words = wordsOfTests(report.exercise.kind)
  const isRun = correctness.tests.some(({ outcome }) => outcome !== 'not-run')
  if (correctness.tests.length === 0 || (!isRun && saysNoneRun(report.verdict))) return null
  return (
    <Section
      id="tests"
      title={words.heading}
      aside={isRun ? describePoints(correctness, words) : describeNoneRun(correctness.tests.length, words)}
    >
      {isRun && <TestList correctness={correctness} words={words} />}
    </Section>
  )
}

/** The report comes as it is: its paths must find their files. */
function Quality({ report, source, sarifHref }: Required<ReportViewProps>) {
  const { quality } = report.checks
  const { details } = quality
  if (!details) return null
  return (
    <Section id="quality" title="Quality" aside={describeQuality(quality)}>
      <QualityView
        details={escapeDeep(details)}
        excerpts={source ? readExcerpts(source.files, details.findings) : []}
        fileHrefs={details.findings.map(({ path }) => (source?.files.has(path) ? source.hrefOf(path) : null))}
        sarifHref={sarifHref}
      />
    </Section>
  )
}

/** Where the run did not get to its end, or its tests do not count, the logs say why: they come first, and are open. */
const isCutShort = ({ verdict, checks }: Report) => verdict !== 'assessed' || checks.correctness.reason !== null

function Logs({ report }: { report: Report }) {
  const { buildLog, serviceLog, exercise } = report
  const { work } = wordsOfTests(exercise.kind)
  if (buildLog.trim() === '' && serviceLog.trim() === '') return null
  return (
    <Section id="logs" title="Logs">
      <details class="more" open={isCutShort(report)}>
        <summary>
          Last output of{' '}
          {[...(buildLog.trim() === '' ? [] : ['the build']), ...(serviceLog.trim() === '' ? [] : [work])].join(
            ' and of ',
          )}
        </summary>
        <LogBlock title="Build" text={buildLog} />
        <LogBlock title={exercise.kind === 'test-suite' ? 'Suite' : 'Service'} text={serviceLog} />
      </details>
    </Section>
  )
}

/** The first look at a report: the score, how the run ended, and what to do next. */
function ScoreHeader({ report }: { report: Report }) {
  const { score, maxScore, verdict, limit, summary, incident, checks } = report
  const failed = checks.correctness.tests.find(({ outcome }) => outcome === 'failed')
  const slow = findNextScenario(report)
  const isFound = findNextFinding(report) !== null
  const told = findKeyLines(report)
  return (
    <div class="score-header">
      <ScoreRing score={score} maxScore={maxScore} />
      <div class="score-words">
        <p class="score-verdict">
          <VerdictBadge verdict={verdict} limit={limit} />{' '}
          <span class="score-language">{languageNames[report.language]}</span>
        </p>
        <h2>{summary.title}</h2>
        <p>{summary.detail}</p>
        {told && <LogBlock title={told.title} text={told.lines.join('\n')} />}
        {summary.advice && <p class="score-advice">{summary.advice}</p>}
        {told && (
          <p>
            <a href="#logs">Read the whole log</a>
          </p>
        )}
        {failed && (
          <p>
            <a href={`#test-${failed.id}`}>Go to the first failed test</a>
          </p>
        )}
        {slow && (
          <p>
            <a href={`#scenario-${slow.id}`}>Go to what costs the most points</a>
          </p>
        )}
        {isFound && (
          <p>
            <a href="#finding-1">Go to what costs the most points</a>
          </p>
        )}
        {incident !== null && (
          <p>
            Incident <code>{incident}</code>: include it when you ask about this run.
          </p>
        )}
      </div>
    </div>
  )
}

/** The score as a ring that is full at `maxScore`; a dash where there is none. */
function ScoreRing({ score, maxScore }: { score: number | null; maxScore: number }) {
  const tone = toneOfScore(score)
  const label = score === null ? 'no score' : `${decimal(score)} of ${maxScore}`
  return (
    <div class={`score-ring ink-${tone}`}>
      <svg viewBox="0 0 120 120" role="img" aria-label={label}>
        <circle class="ring-track" cx="60" cy="60" r="52" pathLength={100} />
        {score !== null && score > 0 && (
          <circle
            class="ring-value"
            cx="60"
            cy="60"
            r="52"
            pathLength={100}
            stroke-dasharray={`${(100 * score) / maxScore} 100`}
            transform="rotate(-90 60 60)"
          />
        )}
      </svg>
      <p class="ring-text" aria-hidden="true">
        <strong>{score === null ? '–' : decimal(score)}</strong>
        <span>{score === null ? 'no score' : `of ${maxScore}`}</span>
      </p>
    </div>
  )
}

/** What the score rests on: enough to grade the same again, and to tell whether two scores can be compared. */
function ReceiptView({ report }: { report: Report }) {
  const { receipt, run } = report
  const { engine, kernel, cgroup, cpus } = receipt.host
  const facts = [
    { name: 'Finished', value: <Moment at={report.finishedAt} /> },
    ...(report.leftOut ? [{ name: 'Left out', value: report.leftOut.join(', ') }] : []),
    ...(report.topFolder === undefined ? [] : [{ name: 'Top level', value: describeTopFolder(report.topFolder) }]),
    { name: 'Run', value: <code>{run}</code> },
    { name: 'Submission, SHA-256', value: <code>{receipt.submission}</code> },
    { name: 'Exercise, SHA-256', value: <code>{receipt.exercise}</code> },
    { name: 'Seed', value: <code>{receipt.seed}</code> },
    ...Object.entries(receipt.images).map(([name, image]) => ({ name: `Image ${name}`, value: <code>{image}</code> })),
    { name: 'Assay', value: receipt.assay },
    { name: 'Host', value: `engine ${engine}, kernel ${kernel}, cgroup ${cgroup}, ${cpus} CPUs` },
    ...(receipt.speed ? [{ name: 'Speed measured', value: describeSpeedReceipt(receipt.speed) }] : []),
  ]
  return <FactList facts={facts} />
}
