import { CallerError, type ProblemDetail } from '../../contracts/errors.js'

/** What an adapter may know of a connection. */
export interface AdapterSettings {
  /** Secrets that sign now: the newest first, and the one before while it is being replaced. */
  secrets: readonly string[]
  /** Where the keys of an LMS that signs with JWTs are, or the key set itself as JSON. */
  jwks: string | null
  /** The LMS's own API, for those whose events only say that there is something to fetch. */
  apiUrl: string | null
}

export interface InboundRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>
  rawBody: Buffer
  receivedAt: Date
}

/** A body whose sender is proven. `content` is what `read` is given, now or after a restart. */
export interface VerifiedRequest {
  eventId: string
  content: Buffer
}

/** Reads a small JSON document of the connection's hosts, with its credentials, under the same bounds as files. */
export type FetchJson = (url: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>

/** One kind of LMS. A new one is a new file and a line in `connections.ts`. */
export interface LmsAdapter {
  readonly name: string
  /** Throws `CallerError` `webhook-unauthorized`, `webhook-stale`, or `webhook-malformed` where no id can be read. */
  verify(request: InboundRequest, settings: AdapterSettings, fetchJson: FetchJson): Promise<VerifiedRequest>
  /** Pure: the same content gives the same message. Throws `CallerError` `webhook-malformed`. */
  read(content: Buffer, eventId: string): LmsMessage
  /** For an LMS whose events carry no files. Throws on faults; those are tried again. */
  listFiles?(event: LmsEvent, settings: AdapterSettings, fetchJson: FetchJson): Promise<readonly LmsFile[]>
}

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

/** A signed body that is not of the documented form. `detail` says what is wrong and what is expected. */
export const malformedWebhook = (detail: string, errors: readonly ProblemDetail[] = []): CallerError =>
  new CallerError('webhook-malformed', detail, { errors })

/** A webhook that nothing proves to come from the LMS. */
export const unauthorizedWebhook = (detail: string): CallerError => new CallerError('webhook-unauthorized', detail)

/**
 * What a webhook may hold. Small on purpose: its signature is computed over all of it before anything is known of the
 * sender. Larger hand-ins send addresses in place of bytes.
 */
export const inboundLimits = {
  /** The whole body. */
  bodyBytes: 2 * 1024 * 1024,
  /** All files sent inline, decoded. */
  inlineBytes: 1024 * 1024,
  /** Ids of the LMS. */
  keyLength: 255,
  /** Names of people. */
  nameLength: 200,
  urlLength: 2000,
  /** Objects and arrays inside each other. */
  depth: 16,
  /** Keys and list items in the whole body: 2,000 files have 8,000. */
  members: 10_000,
  /** A JWT, and its header alone. Live Events have a few KB. */
  tokenBytes: 256 * 1024,
  tokenHeaderBytes: 8 * 1024,
} as const
