import type { ExercisePackage } from '../../contracts/exercise-package.js'
import type { Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import type { Phase, Receipt, Report } from '../../contracts/report.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import type { QualityOutcome, SpeedOutcome } from '../checks/check.js'
import { boundDetails } from './bound-details.js'
import type { Submitted } from './cause.js'
import type { RunFacts } from './facts.js'
import { adviseOnLeftOut } from './missing-parts.js'
import { scoreChecks } from './score.js'
import { gradeTests, sumPoints } from './test-results.js'
import { falseAlarmReason, summariseSuite } from './suite-words.js'
import { determineVerdict } from './verdict.js'
import { adviseOnQuality, adviseOnSpeed, summarise } from './words.js'

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
    schema: 'assay.report/1',
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
  return hasFlaky ? null : (adviseOnSpeed(report) ?? adviseOnQuality(report))
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
