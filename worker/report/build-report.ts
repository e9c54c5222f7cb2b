import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Language } from '../../contracts/language.js'
import { type Phase, type Receipt, type Report, reportLimits, type TestResult } from '../../contracts/report/report.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import type { QualityOutcome, SpeedOutcome } from '../checks/check.js'
import { gradeTests, sumPoints } from '../checks/correctness/score.js'
import { falseAlarmReason, summariseSuite } from '../checks/suite/explain.js'
import type { Submitted } from './causes/cause.js'
import { adviseOnLeftOut } from './causes/missing-parts.js'
import { scoreChecks } from './score.js'
import { determineVerdict, type RunFacts } from './verdict.js'
import { adviseOnOwnTests, adviseOnQuality, adviseOnSpeed, summarise } from './words.js'

export interface ReportInputs {
  submissionId: string
  runId: string
  exercise: ExercisePackage
  language: Language
  /** Where a failure may have its cause, which the words name then. */
  source: SourceTree | RejectedUpload
  leftOut?: readonly string[]
  topFolder?: string
  facts: RunFacts
  checks: { speed: SpeedOutcome; quality: QualityOutcome }
  phases: readonly Phase[]
  receipt: Receipt
  finishedAt: string
}

/** The report of a run: a pure function of what was recorded. */
export function buildReport(inputs: ReportInputs): Report {
  const { exercise, facts } = inputs
  const ending = determineVerdict(facts)
  const others = { ...inputs.checks, ...(facts.suite?.falseAlarm && { whyNothing: falseAlarmReason }) }
  const { checks, score } = scoreChecks(boundDetails(gradeTests(facts)), others, exercise.weights)
  const summarised = exercise.kind === 'test-suite' ? summariseSuite : summarise
  const submitted = describeSubmitted(inputs)
  const summary = summarised(ending, facts, exercise.limits, submitted)
  return {
    schema: 'assay.report/2',
    submission: inputs.submissionId,
    run: inputs.runId,
    exercise: {
      slug: exercise.slug,
      title: exercise.title,
      digest: inputs.receipt.exercise,
      ...(exercise.kind !== 'service' && { kind: exercise.kind }),
    },
    language: inputs.language,
    ...(inputs.leftOut?.length && { leftOut: [...inputs.leftOut] }),
    ...(inputs.topFolder !== undefined && { topFolder: inputs.topFolder }),
    ...ending,
    score,
    maxScore: 100,
    summary: {
      ...summary,
      detail: withNote(summary.detail, facts.note),
      advice:
        adviseFirst({ ...ending, checks }) ??
        [summary.advice, adviseOnLeftOut(facts, inputs.leftOut)].filter(Boolean).join(' '),
    },
    checks: {
      ...checks,
      correctness: { ...checks.correctness, ...(facts.otherRound && { otherRound: describeOther(facts.otherRound) }) },
    },
    limits: exercise.limits,
    usage: readUsage(facts),
    phases: [...inputs.phases],
    buildLog: facts.build?.log ?? '',
    serviceLog: facts.examination?.log ?? '',
    receipt: inputs.receipt,
    incident: null,
    finishedAt: inputs.finishedAt,
  }
}

const describeSubmitted = ({ language, topFolder, source, checks }: ReportInputs): Submitted => ({
  language,
  topFolder,
  source: source instanceof RejectedUpload ? new Map() : source,
  findings: checks.quality.details?.findings,
})

/** The detail may end with a line of a log, which need not be a sentence, or with a sentence in quotes. */
const withNote = (detail: string, note: string | undefined) =>
  note === undefined ? detail : `${/[.!?…]"?$/.test(detail) ? detail : `${detail}.`} ${note}`

/** What comes before the advice of the verdict. Flaky tests cost no points now, but may the next time. */
function adviseFirst(report: Pick<Report, 'verdict' | 'checks'>): string | null {
  const hasFlaky = report.checks.correctness.tests.some(({ outcome }) => outcome === 'flaky')
  return hasFlaky ? null : (adviseOnSpeed(report) ?? adviseOnQuality(report) ?? adviseOnOwnTests(report))
}

function describeOther({ place, facts }: NonNullable<RunFacts['otherRound']>) {
  return { place, ...determineVerdict(facts), earned: sumPoints(facts).earned }
}

function readUsage({ examination }: RunFacts): Report['usage'] {
  const usage = examination?.usage
  return {
    cpuSeconds: Math.round((usage?.cpuSeconds ?? 0) * 100) / 100,
    peakMemoryMb: Math.round(usage?.peakMemoryMb ?? 0),
    peakPids: usage?.peakPids ?? 0,
    outputBytes: usage?.outputBytes ?? 0,
  }
}

/**
 * The tests with no more details than a report may have: a service that answers each request with as much as it can
 * would else make a report that no page can show. Failed tests come first, and of a transcript its end, where the test
 * failed. A message that no room is left for is cut short.
 */
export function boundDetails(tests: readonly TestResult[]): TestResult[] {
  let { exchanges, characters } = reportLimits
  const take = (cost: number) => cost <= characters && (characters -= cost) >= 0
  const bounded = new Map<TestResult, TestResult>()
  for (const test of [...tests].sort((a, b) => rank(a) - rank(b))) {
    const message =
      test.message === null || take(test.message.length) ? test.message : `${test.message.slice(0, shortMessage)} …`
    const transcript = takeLast(
      test.transcript,
      (exchange) => exchanges > 0 && take(JSON.stringify(exchange).length) && (exchanges -= 1) >= 0,
    )
    const log = takeLast(test.log, (line) => take(line.length + 3))
    bounded.set(test, { ...test, message, transcript, log })
  }
  return tests.map((test) => bounded.get(test) ?? test)
}

/** Characters. Tests of a package are at most some thousands. */
const shortMessage = 200

const rank = ({ outcome }: TestResult) => (outcome === 'failed' ? 0 : 1)

/** The last of some items, up to the first that is not admitted. */
function takeLast<T>(items: readonly T[], admits: (item: T) => boolean): T[] {
  const refused = items.findLastIndex((item) => !admits(item))
  return items.slice(refused + 1)
}
