import type { Progress } from './progress.js'
import type { Report, TestResult } from './report.js'

/**
 * The one place that decides what a learner sees. Hidden means absent: a field that is not
 * theirs to see is removed or emptied here, and nowhere else is a report cut down.
 */

/** A learner's view of a report: tests by their `show` level, no seed, no digest of the hidden package. */
export function redactReport(report: Report): Report {
  const correctness = report.checks.correctness
  return {
    ...report,
    checks: {
      ...report.checks,
      correctness: { ...correctness, tests: correctness.tests.flatMap(redactTest) },
    },
    receipt: { ...report.receipt, seed: 'hidden', images: {} },
  }
}

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

/** A learner's view of progress: `undefined` where they may not know of the test. */
export function redactProgress(progress: Progress): Progress | undefined {
  if (progress.type === 'test' && progress.show === 'nothing') return undefined
  return progress
}
