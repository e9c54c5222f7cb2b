import type { RegradeProgress } from '../database/dry-runs.js'
import type { RegradeRow } from '../database/regrades.js'
import { hasNewVerdict, type Review, type ReviewEntry } from './review-regrade.js'

/** A regrade as instructors read it. */
export const describeRegrade = (row: RegradeRow, { done, total }: RegradeProgress) => ({
  id: row.id,
  assignment: row.assignmentId,
  exerciseDigest: row.exerciseDigest,
  reason: row.reason,
  state: row.state,
  done,
  total,
  requestedBy: row.requestedBy,
  createdAt: row.createdAt.toISOString(),
  endedBy: row.endedBy,
  endedAt: row.endedAt?.toISOString() ?? null,
  links: {
    self: `/v1/regrades/${row.id}`,
    apply: `/v1/regrades/${row.id}/apply`,
    discard: `/v1/regrades/${row.id}/discard`,
    assignment: `/v1/assignments/${row.assignmentId}`,
  },
})

/** A regrade with what it changes, or did. */
export const describeReview = (row: RegradeRow, { summary, entries }: Review) => ({
  ...describeRegrade(row, summary),
  summary: { ...summary.changes, meanDifference: summary.meanDifference, tests: summary.tests },
  entries: entries.map(describeEntry),
})

const describeEntry = ({ pair, change, before, after, difference, tests }: ReviewEntry) => ({
  learner: { id: pair.owner, name: pair.name },
  submission: pair.submissionId,
  attempt: pair.attempt,
  run: pair.runId,
  change,
  difference,
  isOverridden: pair.overriddenGrade !== null,
  before: { verdict: pair.beforeVerdict, score: pair.beforeScore, grade: before },
  after: { verdict: pair.verdict, score: pair.score, grade: after },
  hasNewVerdict: hasNewVerdict(pair),
  tests,
  links: {
    submission: `/v1/submissions/${pair.submissionId}`,
    report: `/v1/submissions/${pair.submissionId}/report?run=${pair.runId}`,
  },
})
