/** What every LMS is made to say: the one inner form in which the hand-in of an assignment reaches us. */
export interface LmsEvent {
  /** The sender's own id of the event; the same event sent twice has the same. */
  eventId: string
  /** Keys are the LMS's own words: text, never numbers, which some systems have beyond what a number can hold. */
  assignmentKey: string
  courseKey: string | null
  learner: { key: string; name: string | null; email: string | null }
  /** 1 for the first hand-in; with connection, assignment and learner it names a submission. */
  attempt: number
  submittedAt: Date | null
  language: string | null
  files: readonly LmsFile[]
}

/** A file of a hand-in: its bytes, or where they are. `name` may have folders, with `/`. */
export type LmsFile =
  | { name: string; content: Buffer }
  | { name: string; url: string; sha256: string | null; bytes: number | null }

/** What an adapter made of a body: an event, or a reason why there is nothing to do. */
export type LmsMessage = { kind: 'submitted'; event: LmsEvent } | { kind: 'ignored'; eventId: string; reason: string }
