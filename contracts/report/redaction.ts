import type { Progress } from '../job.js'
import type { Finding, OwnTests, QualityDetails } from './quality-report.js'
import type { QualityResult, Report, SpeedResult, TestResult } from './report.js'
import type { ScenarioResult } from './speed-report.js'

/**
 * The one place that decides what a learner sees. Hidden means absent: a field that is not
 * theirs to see is removed or emptied here, and nowhere else is a report cut down.
 */

/**
 * A learner's view of a report: tests by their `show` level, or all of them where the assignment has opened their
 * details, and never a seed. Points and counts stay whole: a score that the listed tests cannot explain would only
 * puzzle.
 */
export function redactReport(
  report: Report,
  { areDetailsOpen }: { areDetailsOpen: boolean } = { areDetailsOpen: false },
): Report {
  const correctness = report.checks.correctness
  const tests = areDetailsOpen ? correctness.tests : correctness.tests.flatMap(redactTest)
  return {
    ...report,
    checks: {
      ...report.checks,
      correctness: { ...correctness, tests },
      speed: redactSpeed(report.checks.speed),
      quality: redactQuality(report.checks.quality),
    },
    serviceLog: areDetailsOpen || showServiceLog(correctness.tests) ? report.serviceLog : '',
    receipt: redactReceipt(report.receipt),
  }
}

/** All random values of the hidden tests follow from the seeds. */
const redactReceipt = ({ secondSeed: _, ...receipt }: Report['receipt']) => ({ ...receipt, seed: 'hidden', images: {} })

/**
 * The log of the service may tell every request it got, those of hidden tests too. It is shown where no test ran (it
 * then says why the service did not start) or none is hidden; the log lines of a test in full stand with that test.
 */
const showServiceLog = (tests: readonly TestResult[]) =>
  tests.every(({ outcome }) => outcome === 'not-run') || tests.every(({ show }) => show === 'full')

function redactTest(test: TestResult): TestResult[] {
  switch (test.show) {
    case 'full':
      return [test]
    case 'outcome':
      return [{ ...test, message: null, transcript: [], log: [] }]
    case 'nothing':
      return []
  }
}

/**
 * Scenarios are theirs to see: a score without its figures could not be mended. They are taken field by field, so that
 * whatever else a worker may come to record of the reference is nobody's until it is named here.
 */
function redactSpeed({ state, score, weight, effectiveWeight, reason, scenarios, note }: SpeedResult): SpeedResult {
  return {
    state,
    score,
    weight,
    effectiveWeight,
    reason,
    ...(note !== undefined && { note }),
    ...(scenarios && { scenarios: scenarios.map(redactScenario) }),
  }
}

const redactScenario = (scenario: ScenarioResult): ScenarioResult => {
  const { id, title, hint, weight, unit, state, score, pairs, rows, growth, latencies, reason, explanation } = scenario
  const measures = scenario.measures.map(({ name, unit, submission, reference, ratio, score }) => ({
    name,
    unit,
    submission,
    reference,
    ratio,
    score,
  }))
  return {
    id,
    title,
    hint,
    weight,
    unit,
    state,
    score,
    pairs,
    rows,
    measures,
    growth,
    latencies,
    ...(reason && { reason }),
    explanation,
  }
}

/** What was found in their own source is theirs to see; taken field by field, as in speed. */
function redactQuality({ state, score, weight, effectiveWeight, reason, details }: QualityResult): QualityResult {
  return { state, score, weight, effectiveWeight, reason, ...(details && { details: redactDetails(details) }) }
}

function redactDetails({
  findings,
  leftOff,
  categories,
  size,
  structure,
  unread,
  tools,
  ownTests,
}: QualityDetails): QualityDetails {
  return {
    findings: findings.map(redactFinding),
    leftOff,
    categories: categories.map(({ category, findings, lost, cap }) => ({ category, findings, lost, cap })),
    size,
    structure: structure.map(({ name, unit, submission, bound, reference }) => ({
      name,
      unit,
      submission,
      bound,
      reference,
    })),
    unread: unread.map(({ path, reason }) => ({ path, reason })),
    tools,
    ...(ownTests && { ownTests: redactOwnTests(ownTests) }),
  }
}

const redactOwnTests = ({ state, passed, failed, coverage, command, log }: OwnTests): OwnTests => ({
  state,
  passed,
  failed,
  coverage,
  command,
  log,
})

const redactFinding = (finding: Finding): Finding => {
  const { rule, category, level, path, line, column, endLine, message, why, fix } = finding
  return { rule, category, level, path, line, column, endLine, message, why, fix }
}

/** A learner's view of progress: of a test that they may not know, only that one more has ended. */
export function redactProgress(progress: Progress): Progress {
  if (progress.type !== 'test' || progress.show !== 'nothing') return progress
  return { type: 'count', finished: progress.finished, total: progress.total }
}
