/**
 * How a run ended: a closed list. `not-assessed` is our fault, is retried, and never carries a score.
 * Everything else is an outcome of the learner's submission.
 */
export const verdicts = [
  'assessed',
  'build-failed',
  'did-not-start',
  'crashed',
  'limit-exceeded',
  'rejected',
  'not-assessed',
] as const

export type Verdict = (typeof verdicts)[number]
