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
    /** Grows with each change of this grade, and with each newer content of the same attempt: keep the greatest. */
    version: number
    isOverridden: boolean
    comment: string | null
    /** Kept as a path; sent with our public address before it. */
    reportUrl: string
  }
}

/** What an LMS is told of a hand-in that was not taken. */
export interface RejectionPayload {
  type: 'submission.rejected'
  /** ISO 8601. */
  timestamp: string
  data: {
    /** Our id of the event, and the sender's own: its `webhook-id`. */
    event: string
    eventId: string
    /** As the event has them. */
    assignment: string
    course: string | null
    /** `null` for an event of several learners, who are in `learners` then. */
    learner: string | null
    learners: readonly string[]
    attempt: number
    submittedAt: string | null
    /** `refused` for what no further try would change; `failed` for what was tried for a day. */
    state: 'refused' | 'failed'
    /** For people. */
    reason: string
  }
}

export type MessagePayload = GradeMessagePayload | RejectionPayload
