import type { OwnTests } from '../../../contracts/quality-report.js'

/** Part of the quality score that a learner's own tests decide, where the exercise counts them. */
const ownTestsPart = 0.25

/**
 * Percent of lines from which more is worth nothing: beyond it, tests of everything are written for the number alone.
 */
const fullCoverage = 60

/** 0 to 100. Only tests that pass earn anything, by the lines that they run; what is not known to be covered is not. */
export function scoreOwnTests({ state, coverage }: Pick<OwnTests, 'state' | 'coverage'>): number {
  return state === 'passed' ? 100 * Math.min(1, (coverage ?? 0) / fullCoverage) : 0
}

/** The score of the check, 0 to 100, from the score of its findings and the tests that count beside them. */
export function weighOwnTests(findingsScore: number, ownTests: Pick<OwnTests, 'state' | 'coverage'>): number {
  return (1 - ownTestsPart) * findingsScore + ownTestsPart * scoreOwnTests(ownTests)
}
