import type { AssignmentRow } from '../database/assignments.js'
import type { SubmissionRow } from '../database/runs.js'

/** A checked upload, ready to become a submission. */
export interface SubmissionDraft {
  owner: string
  slug: string
  exerciseDigest: string
  language: SubmissionRow['language']
  source: { sha256: string; bytes: number; format: SubmissionRow['sourceFormat'] }
  /** `null` for practice. */
  assignment: AssignmentRow | null
  submittedAt: Date
  idempotencyKey?: string | undefined
  /** Where an LMS sent it, which then decides about attempts and pace: it took the work, and so do we. */
  lms?: { connectionId: string; learner: string; attempt: number }
}
