import type { QualityResult, Report, SpeedResult } from '../../contracts/report/report.js'
import type { Finding } from '../../contracts/report/quality-report.js'
import type { ScenarioResult } from '../../contracts/report/speed-report.js'
import { type Expectation, lessThanAll, type QualityRange, type Range, type SpeedRange } from './expectation.js'

/** What of a report is not as expected, each in a sentence; empty when all is as labelled. */
export function judgeReport(expectation: Expectation, report: Report): string[] {
  if (report.verdict === 'not-assessed')
    return [
      `not assessed because of an error in Assay (incident ${report.incident ?? 'unknown'}): ${report.summary.detail}`,
    ]
  const wrongVerdict = judgeVerdict(expectation, report)
  if (wrongVerdict) return [wrongVerdict, ...describeFailing(expectation, report)]
  return [...judgeRanges(expectation, report), ...judgeFailing(expectation.failing ?? [], report)]
}

function judgeVerdict({ verdict, limit }: Expectation, report: Report): string | undefined {
  if (verdict !== undefined && verdict !== report.verdict) {
    return `verdict ${nameVerdict(report)}, expected ${verdict}${limit === undefined ? '' : `: ${limit}`}`
  }
  if (limit !== undefined && limit !== report.limit) return `limit ${report.limit ?? 'none'}, expected ${limit}`
  return undefined
}

/** The verdict with its limit: `limit-exceeded: memory`. */
export const nameVerdict = (report: Report): string =>
  report.limit === null ? report.verdict : `${report.verdict}: ${report.limit}`

function judgeRanges(expectation: Expectation, report: Report): string[] {
  const { correctness, speed, quality } = report.checks
  const sentences = [
    judgeRange('score', report.score ?? 0, expectation.score),
    judgeRange('correctness', exactCorrectness(correctness), expectation.correctness),
    judgeCheck('speed', speed, expectation.speed),
    judgeCheck('quality', quality, expectation.quality),
    judgeReasons(expectation.speed, speed),
    judgeRules(expectation.quality, quality),
    describeFindings(expectation.quality, quality),
  ].flatMap((sentence) => sentence ?? [])
  return sentences.length > 0 ? [...sentences, ...describeFailing(expectation, report)] : []
}

/** The score of the report is rounded: a lost point among thousands must still show. */
function exactCorrectness({ points, earned }: Report['checks']['correctness']): number {
  return points === 0 ? 0 : Math.round((1e6 * earned) / points) / 1e4
}

/** A range for a check that was not scored proves nothing, so it does not hold. */
function judgeCheck(name: string, check: Report['checks']['speed'], range: Range | undefined): string | undefined {
  if (range === undefined) return undefined
  if (check.score === null)
    return `${name} is ${check.state}, expected ${nameRange(range)}${check.reason === null ? '' : `: ${check.reason}`}`
  return judgeRange(name, check.score, range)
}

function judgeRange(name: string, value: number, range: Range | undefined): string | undefined {
  if (range === undefined || (value >= (range.min ?? 0) && value <= (range.max ?? 100))) return undefined
  return `${name} ${value}, expected ${nameRange(range)}`
}

function nameRange({ min, max }: Range): string {
  if (min === undefined && max === undefined) return 'a score'
  if (max === lessThanAll) return min === undefined ? 'less than 100' : `at least ${min}, less than 100`
  if (min !== undefined && max !== undefined) return min === max ? String(min) : `${min} to ${max}`
  return min === undefined ? `at most ${max}` : `at least ${min}`
}

function judgeFailing(ids: readonly string[], report: Report): string[] {
  return ids.flatMap((id) => {
    const test = report.checks.correctness.tests.find((candidate) => candidate.id === id)
    if (!test) return [`no hidden test has the id "${id}", which must fail`]
    return test.outcome === 'failed' ? [] : [`test ${id} ${test.outcome}, expected failed`]
  })
}

const shownTests = 5

/** Which tests failed beside those that must, with the gist: what an author looks for next. */
function describeFailing(expectation: Expectation, report: Report): string[] {
  const surprising = report.checks.correctness.tests.filter(
    (test) => test.outcome !== 'passed' && !expectation.failing?.includes(test.id),
  )
  if ((expectation.correctness?.min ?? 0) < 100) return []
  const told = surprising.slice(0, shownTests).map((test) => `test ${test.id} ${test.outcome}: ${gistOf(test.message)}`)
  return surprising.length > shownTests ? [...told, `and ${surprising.length - shownTests} more tests`] : told
}

/** The lines that say what differs, without the call of the assertion above them. */
function gistOf(message: string | null): string {
  const lines = (message ?? 'no message').split('\n').map((line) => line.trim())
  const told = lines.filter((line) => line !== '' && !/^expect\(/.test(line)).slice(0, 2)
  return told.length > 0 ? told.join(', ') : (lines[0] ?? '')
}

/** Where several runs of one sample do not agree: verdict, the outcome of a test, or speed. */
export function compareRuns(reports: readonly Report[]): string[] {
  const [first, ...others] = reports
  if (!first) return []
  const verdicts = new Set(reports.map(nameVerdict))
  if (verdicts.size > 1) return [`runs differ: verdict ${[...verdicts].join(', then ')}`]
  const tests = first.checks.correctness.tests.flatMap(({ id, outcome }) => {
    const outcomes = new Set([outcome, ...others.map((report) => outcomeOf(report, id))])
    return outcomes.size > 1 ? [`runs differ: test ${id} ${[...outcomes].join(', then ')}`] : []
  })
  return [
    ...tests,
    ...compareSpeed(reports.map(({ checks }) => checks.speed)),
    ...compareFindings(reports.map(({ checks }) => checks.quality)),
  ]
}

/**
 * Tests that a solution that is right passes in one round of two are the exercise's fault; a wrong one may well waver.
 */
export function findFlaky({ correctness }: Expectation, report: Report): string[] {
  if (correctness?.min !== 100) return []
  const flaky = report.checks.correctness.tests.filter(
    ({ outcome, otherRound }) => outcome === 'flaky' || (outcome === 'failed' && otherRound === 'passed'),
  )
  return flaky.map(({ id, message }) => `test ${id} is flaky (it passed in one of two rounds): ${gistOf(message)}`)
}

const outcomeOf = (report: Report, id: string) =>
  report.checks.correctness.tests.find((test) => test.id === id)?.outcome ?? 'missing'

/** Ids of the hidden tests that failed in any of the runs of a planted bug: those that catch it. */
export function findCatching(reports: readonly Report[]): string[] {
  const failed = reports.flatMap(({ checks }) => checks.correctness.tests.filter(({ outcome }) => outcome === 'failed'))
  return [...new Set(failed.map(({ id }) => id))]
}

/** Ids of tests that passed in every run they had: no sample shows that they can fail. */
export function findNeverFailed(reports: readonly Report[]): string[] {
  const seen = new Map<string, boolean>()
  for (const { verdict, checks } of reports) {
    if (verdict !== 'assessed') continue
    for (const test of checks.correctness.tests)
      seen.set(test.id, (seen.get(test.id) ?? false) || test.outcome === 'failed')
  }
  return [...seen].filter(([, hasFailed]) => !hasFailed).map(([id]) => id)
}

/** What is not found as it should be, and what is found but should not be, each in a sentence. */
function judgeRules({ rules = [], allowed }: QualityRange = {}, { details }: QualityResult): string[] {
  const findings = details?.findings ?? []
  const found = new Set(findings.map(({ rule }) => rule))
  const surplus = allowed ? findings.filter(({ rule }) => !allowed.includes(rule)) : []
  return [
    ...rules.filter((rule) => !found.has(rule)).map((rule) => `no finding of ${rule}, which was expected`),
    ...surplus.slice(0, shownFindings).map((finding) => `${describeFinding(finding)}, which was not expected`),
  ]
}

/** Findings that one run of a sample has and another has not: the same source must always be told the same. */
function compareFindings(results: readonly QualityResult[]): string[] {
  const seen = results.flatMap(({ details }) => (details ? [details.findings.map(describeFinding)] : []))
  const [first = [], ...others] = seen
  const differing = others.flatMap((other) => [
    ...first.filter((finding) => !other.includes(finding)),
    ...other.filter((finding) => !first.includes(finding)),
  ])
  return [...new Set(differing)].map((finding) => `runs differ: ${finding} was found in one but not in another`)
}

/** What was found where nothing, or hardly anything, should be: what an author looks for next. */
function describeFindings({ min }: QualityRange = {}, { score, details }: QualityResult): string[] {
  if (min === undefined || score === null || score >= min) return []
  return (details?.findings ?? [])
    .slice(0, shownFindings)
    .map((finding) => `${describeFinding(finding)}: ${finding.message}`)
}

const describeFinding = ({ rule, path, line }: Finding) => `${rule} at ${path}:${line}`

const shownFindings = 5

/** What is not named as it should be: each scenario and its reason, in one sentence. */
export function judgeReasons(
  { reasons = {} }: SpeedRange = {},
  { scenarios = [] }: { scenarios?: readonly ScenarioResult[] },
): string[] {
  return Object.entries(reasons).flatMap(([id, wanted]) => {
    const names = [wanted].flat()
    const expected = `expected ${names.join(' or ')}`
    const scenario = scenarios.find((candidate) => candidate.id === id)
    if (!scenario) return [`no scenario "${id}" was measured, ${expected} as its reason`]
    if (scenario.state === 'inconclusive' || (scenario.state === 'failed' && scenario.reason === undefined))
      return [`scenario ${id} is ${scenario.state}, ${expected} as its reason: ${scenario.explanation}`]
    if (scenario.reason !== undefined && names.includes(scenario.reason)) return []
    return [`scenario ${id} names ${scenario.reason ?? 'nothing'} as its reason, ${expected}: ${scenario.explanation}`]
  })
}

/** Points by which the speed scores of one sample may lie apart: as closely as a score is measured. */
const widestApart = 5

/**
 * Scores that lie too far apart, and reasons that change. A run that was inconclusive said so, and contradicts nobody.
 */
export function compareSpeed(results: readonly SpeedResult[]): string[] {
  const scores = results.flatMap(({ score }) => score ?? [])
  const isApart = scores.length > 1 && Math.max(...scores) - Math.min(...scores) > widestApart
  return [...(isApart ? [`runs differ: speed ${scores.join(', then ')}`] : []), ...compareReasons(results)]
}

function compareReasons(results: readonly SpeedResult[]): string[] {
  const reasons = new Map<string, Set<string>>()
  for (const { id, state, reason } of results.flatMap(({ scenarios = [] }) => scenarios)) {
    if (state === 'inconclusive') continue
    const known = reasons.get(id) ?? new Set()
    reasons.set(id, known.add(state === 'failed' ? 'failed' : (reason ?? 'nothing')))
  }
  // Near full points a reason comes and goes with a hair's breadth; between two of them, the learner is told two
  // stories.
  const isContradiction = (names: Set<string>) => [...names].filter((name) => name !== 'nothing').length > 1
  return [...reasons].flatMap(([id, names]) =>
    isContradiction(names) ? [`runs differ: scenario ${id} names ${[...names].join(', then ')}`] : [],
  )
}
