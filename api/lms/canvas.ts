import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CallerError } from '../../contracts/errors.js'
import { escapeLine } from '../../contracts/escape.js'
import {
  type AdapterSettings,
  type FetchJson,
  type InboundRequest,
  type LmsAdapter,
  type LmsEvent,
  type LmsFile,
  type LmsMessage,
  type VerifiedRequest,
  unauthorizedWebhook,
} from './adapter.js'
import {
  AttemptShape,
  findNameFault,
  InstantShape,
  KeyShape,
  orAbsent,
  parseSignedJson,
  readShape,
} from './read-shape.js'
import { asKeySet, type FindKeySet, KeySets, verifyJwt } from './verify-jwt.js'

const HOUR_MS = 3_600_000

/**
 * Not five minutes: a Live Event carries the time of what happened, not of the delivery, and Canvas promises no order
 * and no speed. To refuse a late one would lose a hand-in, while one sent again is known by its id and its attempt.
 */
const MAX_AGE_MS = 7 * 24 * HOUR_MS

const MAX_AHEAD_MS = 300_000

const keySets = new KeySets()

/**
 * Canvas Live Events over HTTPS with "Sign Payload": the body is a JWT. Events only tell that something was handed in;
 * the files are listed by the REST API. Unsigned deliveries prove nothing and are refused.
 */
export const canvasLiveEvents: LmsAdapter = {
  name: 'canvas-live-events',
  verify: verifyEvent,
  read: readSubmission,
  listFiles: listAttachments,
}

async function verifyEvent(
  { rawBody, receivedAt }: InboundRequest,
  { jwks }: AdapterSettings,
  fetchJson: FetchJson,
): Promise<VerifiedRequest> {
  const content = await verifyJwt(
    rawBody.toString('latin1').trim(),
    receivedAt,
    chooseKeySet(jwks, receivedAt, fetchJson),
  )
  const event = readLiveEvent(parseSignedJson(content))
  refuseStale(new Date(event.metadata.event_time), receivedAt)
  return { eventId: nameLiveEvent(event), content }
}

function chooseKeySet(jwks: string | null, at: Date, fetchJson: FetchJson): FindKeySet {
  if (!jwks) throw unauthorizedWebhook('The connection has no key set, so no signature can be verified.')
  if (jwks.trimStart().startsWith('{')) return async () => asKeySet(JSON.parse(jwks))
  return async (kid) => await keySets.find(jwks, kid, at, fetchJson)
}

function refuseStale(happenedAt: Date, receivedAt: Date): void {
  const ageMs = receivedAt.getTime() - happenedAt.getTime()
  if (ageMs > MAX_AGE_MS)
    throw new CallerError(
      'webhook-stale',
      `The event is dated ${happenedAt.toISOString()}; only events of the last seven days are accepted.`,
    )
  if (ageMs < -MAX_AHEAD_MS)
    throw new CallerError('webhook-stale', `The event is dated ${happenedAt.toISOString()}, which is in the future.`)
}

/**
 * What is read of a Live Event (Canvas format), by `doc/api/data_services` and `lib/canvas/live_events.rb` of
 * canvas-lms. Open: Canvas adds members as it likes. All ids are text, and global ones: beyond 2^53.
 */
const LiveEventShape = Type.Object({
  metadata: Type.Object({
    event_name: KeyShape,
    event_time: InstantShape,
    request_id: orAbsent(KeyShape),
    context_type: orAbsent(Type.String()),
    context_id: orAbsent(KeyShape),
  }),
  body: Type.Object({ submission_id: orAbsent(KeyShape), attempt: orAbsent(Type.Integer()) }),
})

const liveEventShape = Compile(LiveEventShape)

type LiveEvent = Static<typeof LiveEventShape>

/** Throws `CallerError` `webhook-malformed`. */
const readLiveEvent = (document: unknown): LiveEvent => readShape(liveEventShape, document)

/**
 * The same for the same event, whenever it is sent: Canvas gives its events no ids. One request can hand in for each
 * member of a group, and one submission comes again with each attempt, so all of them are in it.
 */
function nameLiveEvent({ metadata, body }: LiveEvent): string {
  const source = metadata.request_id ?? metadata.event_time
  return [metadata.event_name, body.submission_id ?? '-', body.attempt ?? '-', source].join('/')
}

const AttachmentsShape = Type.Array(
  Type.Object({ display_name: Type.String(), url: Type.String(), size: orAbsent(Type.Integer({ minimum: 0 })) }),
)

const ListedAttemptShape = Type.Object({ attempt: orAbsent(Type.Integer()), attachments: orAbsent(AttachmentsShape) })

const listedSubmission = Compile(
  Type.Object({
    attempt: orAbsent(Type.Integer()),
    attachments: orAbsent(AttachmentsShape),
    submission_history: orAbsent(Type.Array(ListedAttemptShape)),
  }),
)

/** Without it Canvas answers with ids as numbers, which lose digits. */
const headers = { accept: 'application/json+canvas-string-ids' }

/**
 * Asks Canvas for the files of the attempt an event tells of: those of that attempt, also where there is a newer one.
 * Throws plain errors for what may pass (the attempt is not there yet), `CallerError` `file-refused` for what stays.
 */
async function listAttachments(
  event: LmsEvent,
  settings: AdapterSettings,
  fetchJson: FetchJson,
): Promise<readonly LmsFile[]> {
  const submission = await fetchJson(submissionUrl(event, settings.apiUrl), headers)
  if (!listedSubmission.Check(submission)) throw new Error('The response from Canvas is not a submission')
  const attempt = [submission, ...(submission.submission_history ?? [])].find(
    ({ attempt }) => attempt === event.attempt,
  )
  if (!attempt) throw new Error(`Canvas does not have attempt ${event.attempt} of the submission (yet)`)
  const attachments = attempt.attachments ?? []
  if (attachments.length === 0) throw new CallerError('file-refused', 'Canvas lists no files for this attempt.')
  const fault = findNameFault(attachments.map((attachment) => attachment.display_name))
  if (fault) throw new CallerError('file-refused', fault.detail)
  return attachments.map(({ display_name: name, url, size }) => ({ name, url, sha256: null, bytes: size ?? null }))
}

/** The "submission id" in this address is that of the learner; Canvas has no other. */
function submissionUrl({ courseKey, assignmentKey, learner }: LmsEvent, apiUrl: string | null): string {
  if (!apiUrl) throw new Error('The connection has no API address, so files cannot be fetched from Canvas')
  if (!courseKey)
    throw new CallerError('file-refused', 'Neither the event nor the course of the assignment names the Canvas course.')
  const [course, assignment, user] = [courseKey, assignmentKey, learner.key].map(encodeURIComponent)
  const path = `/api/v1/courses/${course}/assignments/${assignment}/submissions/${user}`
  return `${apiUrl.replace(/\/+$/, '')}${path}?include[]=submission_history`
}

const SubmissionShape = Type.Object({
  submission_id: KeyShape,
  assignment_id: KeyShape,
  user_id: KeyShape,
  attempt: orAbsent(AttemptShape),
  submission_type: orAbsent(Type.String()),
  submitted_at: orAbsent(InstantShape),
  workflow_state: orAbsent(Type.String()),
  group_id: orAbsent(KeyShape),
})

type Submission = Static<typeof SubmissionShape>

const submissionShape = Compile(Type.Object({ body: SubmissionShape }))

/** The states of a submission that waits to be graded. */
const waiting = new Set(['submitted', 'pending_review'])

/**
 * Makes a message of a Live Event; its files are not in it and must be listed. Throws `CallerError`
 * `webhook-malformed`.
 */
function readSubmission(content: Buffer, eventId: string): LmsMessage {
  const document = parseSignedJson(content)
  const event = readLiveEvent(document)
  const ignored = (reason: string): LmsMessage => ({ kind: 'ignored', eventId, reason })
  const eventReason = whyIgnored(event.metadata.event_name)
  if (eventReason) return ignored(eventReason)
  const { body } = readShape(submissionShape, document)
  const reason = whyNothingToGrade(body)
  if (reason) return ignored(reason)
  const keys = {
    eventId,
    assignmentKey: body.assignment_id,
    courseKey: courseOf(event),
    learner: { key: body.user_id, name: null, email: null },
    attempt: body.attempt as number,
    happenedAt: new Date(body.submitted_at as string),
    notes: [],
  }
  if (body.group_id != null)
    return {
      kind: 'refused',
      event: keys,
      reason: 'This is a group submission. Teams are not supported yet: each learner must submit individually.',
    }
  return { kind: 'submitted', event: { ...keys, language: null, files: [] } }
}

function whyIgnored(eventName: string): string | null {
  if (eventName === 'submission_created') return null
  if (eventName === 'submission_updated')
    return 'submission_updated events report grades, including those from Assay; new submissions arrive as submission_created.'
  return `Events of type "${escapeLine(eventName)}" are ignored; only submission_created is processed.`
}

/** Canvas also tells of rows it makes before anything is handed in, and of kinds of work that have no files. */
function whyNothingToGrade(body: Submission): string | null {
  if (body.submitted_at == null || body.attempt == null) return 'Nothing has been submitted yet.'
  if (!waiting.has(body.workflow_state ?? ''))
    return `The submission is in the state "${escapeLine(body.workflow_state ?? 'none')}", not submitted.`
  if (body.submission_type !== 'online_upload') {
    return `Submissions of type "${escapeLine(body.submission_type ?? 'none')}" have no files; only online_upload is graded.`
  }
  return null
}

/** Present in events of newer Canvas; else the assignment tells the course. */
function courseOf({ metadata }: LiveEvent): string | null {
  return metadata.context_type === 'Course' ? (metadata.context_id ?? null) : null
}
