import { escapeDeep } from '../../../contracts/escape.js'
import { describeQuality } from '../../../contracts/quality-words.js'
import type { Report } from '../../../contracts/report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { countScenarios, describeSpeedScore } from '../../../contracts/speed-words.js'
import { describeNoneRun, saysNoneRun, wordsOfTests } from '../../../contracts/test-words.js'
import { LogBlock, Section } from '../../ui/section.js'
import { readExcerpts } from '../read-excerpts.js'
import { ChecksTable } from './checks-table.js'
import { QualityView } from './quality-view.js'
import { ReceiptView } from './receipt.js'
import { PhasesTable, UsageTable } from './run-facts.js'
import { ScoreHeader } from './score-header.js'
import { SpeedView } from './speed-view.js'
import { describePoints, TestList } from './test-list.js'

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
