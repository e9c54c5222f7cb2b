import type { Verdict } from '../../../contracts/verdict.js'

/** What an LMS is told of a grade: thin, and whole in itself, so that a message lost or late does no harm. */
export interface GradeMessagePayload {
  type: 'submission.graded'
  /** When the grade was settled, ISO 8601. */
  timestamp: string
  data: {
    submission: string
    /** Of assignment and course the LMS's own key where we have it, else ours; of the learner always the LMS's. */
    assignment: string
    course: string
    learner: string
    /** The LMS's number of the attempt; `null` for work that did not come from the LMS. */
    attempt: number | null
    /** What counts, of `maxGrade`. */
    grade: number
    maxGrade: 100
    /** Before being late was taken off, or an instructor decided otherwise. */
    score: number | null
    latePercent: number
    verdict: Verdict | null
    /** Grows with each change of this grade: keep the greatest. */
    version: number
    isOverridden: boolean
    comment: string | null
    /** Kept as a path; sent with our public address before it. */
    reportUrl: string
  }
}
