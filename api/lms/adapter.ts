import type { LmsEvent, LmsFile, LmsMessage } from './lms-event.js'

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

/** One kind of LMS. A new one is a new file and a line in `adapters.ts`. */
export interface LmsAdapter {
  readonly name: string
  /** Throws `CallerError` `webhook-unauthorized`, `webhook-stale`, or `webhook-malformed` where no id can be read. */
  verify(request: InboundRequest, settings: AdapterSettings, fetchJson: FetchJson): Promise<VerifiedRequest>
  /** Pure: the same content gives the same message. Throws `CallerError` `webhook-malformed`. */
  read(content: Buffer, eventId: string): LmsMessage
  /** For an LMS whose events carry no files. Throws on faults; those are tried again. */
  listFiles?(event: LmsEvent, settings: AdapterSettings, fetchJson: FetchJson): Promise<readonly LmsFile[]>
}
