import type { ExerciseKind } from './reference.js'
import type { TestOutcome } from './report.js'

/** How what a report lists is called: hidden tests of a service, or planted bugs that a suite was tried on. */
export interface TestWords {
  heading: string
  /** One of them. */
  noun: string
  outcomes: Readonly<Record<TestOutcome, string>>
  /** What was handed in, as its maker calls it. */
  work: string
  /** Whose output stands with one of them. */
  logHeading: string
}

const wordsByKind: Readonly<Record<ExerciseKind, TestWords>> = {
  service: {
    heading: 'Tests',
    noun: 'test',
    outcomes: { passed: 'passed', failed: 'failed', flaky: 'flaky', 'not-run': 'not-run' },
    work: 'your service',
    logHeading: 'Your service logged meanwhile',
  },
  'test-suite': {
    heading: 'Planted bugs',
    noun: 'planted bug',
    outcomes: { passed: 'caught', failed: 'missed', flaky: 'flaky', 'not-run': 'not-run' },
    work: 'your suite',
    logHeading: 'Your suite printed',
  },
}

/** `kind` is that of a report; reports of services name none. */
export const wordsOfTests = (kind: ExerciseKind = 'service'): TestWords => wordsByKind[kind]
