/** What every LMS is made to say: the one inner form of what happened to a learner's attempt. */
export interface LmsAttemptEvent {
  /** The sender's own id of the event; the same event sent twice has the same. */
  eventId: string
  /** Keys are the LMS's own words: text, never numbers, which some systems have beyond what a number can hold. */
  assignmentKey: string
  courseKey: string | null
  learner: { key: string; name: string | null; email: string | null }
  /** 1 for the first; within one attempt the files may be handed in many times. */
  attempt: number
  /** When it happened, by the LMS's clock. */
  happenedAt: Date | null
  /** What was left out or changed in reading it, in sentences. */
  notes: readonly string[]
}

/** The hand-in of an assignment. */
export interface LmsEvent extends LmsAttemptEvent {
  language: string | null
  files: readonly LmsFile[]
}

/** A file of a hand-in: its bytes, or where they are. `name` may have folders, with `/`. */
export type LmsFile =
  { name: string; content: Buffer } | { name: string; url: string; sha256: string | null; bytes: number | null }

/** A hand-in that cannot be taken, in whoever's name: of one learner, or of the `members` of a group. */
export type RefusedEvent = Omit<LmsAttemptEvent, 'learner'> &
  ({ learner: LmsAttemptEvent['learner'] } | { learner: null; members: readonly string[] })

/** What an adapter made of a body: what happened, why it cannot be taken, or why there is nothing to do. */
export type LmsMessage =
  | { kind: 'submitted'; event: LmsEvent }
  | { kind: 'withdrawn' | 'reopened'; event: LmsAttemptEvent }
  | { kind: 'refused'; event: RefusedEvent; reason: string }
  | { kind: 'ignored'; eventId: string; reason: string }
