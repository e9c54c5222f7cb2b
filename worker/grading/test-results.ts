import { curlCommand } from '../../contracts/curl.js'
import { contractTestId, type HiddenTest } from '../../contracts/examiner-protocol.js'
import type { TestOutcome, TestResult } from '../../contracts/report.js'
import type { Examination, TestRun } from '../checks/correctness/examination.js'
import type { RunFacts } from './facts.js'

/** Tests whose failure is worth a second look on fresh state. None if the subject is past running them. */
export function testsToRepeat(examination: Examination): string[] {
  if (!examination.start.ready || examination.limit || examination.timedOut || examination.isDataFull) return []
  return [...examination.runs.values()].filter(({ id, outcome }) => outcome === 'failed' && id !== contractTestId).map(({ id }) => id)
}

/** Every hidden test with its outcome and the points it earned. */
export function gradeTests({ tests, examination, secondExamination }: RunFacts): TestResult[] {
  return tests.map((test) => gradeTest(test, examination?.runs.get(test.id), secondExamination?.runs.get(test.id)))
}

/** How much of all points the tests earned, in percent; nothing where there are none. */
export function earnedPercent(facts: RunFacts): number {
  const tests = gradeTests(facts)
  const sum = (amount: 'points' | 'earned') => tests.reduce((total, test) => total + test[amount], 0)
  return sum('points') === 0 ? 0 : (100 * sum('earned')) / sum('points')
}

function gradeTest({ file: _file, ...test }: HiddenTest, first: TestRun | undefined, second: TestRun | undefined): TestResult {
  const outcome = settle(first, second)
  return {
    ...test,
    outcome,
    // Two runs that disagree prove nothing against the learner.
    earned: outcome === 'passed' || outcome === 'flaky' ? test.points : 0,
    message: first?.message ?? null,
    ms: first?.ms ?? 0,
    transcript: (first?.transcript ?? []).map((exchange) => ({ ...exchange, curl: curlCommand(exchange) })),
    log: [...(first?.log ?? [])],
  }
}

function settle(first: TestRun | undefined, second: TestRun | undefined): TestOutcome {
  if (!first || first.outcome === 'not-run') return 'not-run'
  if (first.outcome === 'failed' && second?.outcome === 'passed') return 'flaky'
  return first.outcome
}
