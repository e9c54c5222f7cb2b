import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { escapeLine } from '../../contracts/escape.js'
import { inboundLimits, type LmsAdapter, type LmsFile, type LmsMessage, malformedWebhook } from './adapter.js'
import {
  AttemptShape,
  findNameFault,
  InstantShape,
  KeyShape,
  orAbsent,
  parseSignedJson,
  readEmail,
  readName,
  readShape,
} from './read-shape.js'
import { verifyWebhook } from './signing.js'

const FileShape = Type.Object(
  {
    name: Type.String(),
    content: orAbsent(Type.String()),
    url: orAbsent(Type.String({ minLength: 1, maxLength: inboundLimits.urlLength })),
    sha256: orAbsent(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })),
    bytes: orAbsent(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
)

const attemptMembers = { assignment: KeyShape, course: orAbsent(KeyShape), attempt: AttemptShape }
/** A name or an e-mail address is taken as it is, and cleaned: it never costs a hand-in. */
const LearnerShape = Type.Object(
  { id: KeyShape, name: Type.Optional(Type.Unknown()), email: Type.Optional(Type.Unknown()) },
  { additionalProperties: false },
)

/** Closed, so that a slip in an optional key is told and does not silently change a grade. */
const HandInShape = Type.Object(
  {
    ...attemptMembers,
    learner: LearnerShape,
    submittedAt: InstantShape,
    language: orAbsent(Type.String({ pattern: '^[a-z]{1,20}$' })),
    files: Type.Array(FileShape),
  },
  { additionalProperties: false },
)

/** Open at the top: the specification lets senders add metadata there. */
const messageShape = Compile(
  Type.Object({ type: Type.String({ minLength: 1, maxLength: 200 }), timestamp: InstantShape, data: Type.Unknown() }),
)
const handInShape = Compile(Type.Object({ data: HandInShape }))
/** Open: what they have besides, as the files, changes nothing. */
const attemptShape = Compile(
  Type.Object({ data: Type.Object({ ...attemptMembers, learner: Type.Object({ id: KeyShape }) }) }),
)
const groupShape = Compile(Type.Object({ data: Type.Object(attemptMembers) }))
const memberShape = Compile(Type.Object({ id: KeyShape }))

type FileEntry = Static<typeof FileShape>

/**
 * The documented default: any system that signs its requests by Standard Webhooks 1.0.0, with the body of
 * `docs/lms.md`.
 */
export const standardWebhooks: LmsAdapter = {
  name: 'standard-webhooks',
  verify: async (request, settings) => ({
    eventId: verifyWebhook(request, settings.secrets),
    content: request.rawBody,
  }),
  read: readMessage,
}

const kinds: Readonly<Record<string, 'withdrawn' | 'reopened'>> = {
  'assignment.withdrawn': 'withdrawn',
  'assignment.removed': 'withdrawn',
  'assignment.reopened': 'reopened',
}

function readMessage(content: Buffer, eventId: string): LmsMessage {
  const body = parseSignedJson(content)
  const { type, timestamp, data } = readShape(messageShape, body)
  const members = membersOf(data)
  const happenedAt = new Date(timestamp)
  const kind = kinds[type]
  if (type !== 'assignment.submitted' && kind === undefined) {
    return {
      kind: 'ignored',
      eventId,
      reason: `Messages of type "${escapeLine(type)}" are ignored; only assignment.submitted, .withdrawn, .removed and .reopened are processed.`,
    }
  }
  if (members) return refuseGroup(readShape(groupShape, body).data, { eventId, happenedAt, members })
  if (kind === undefined) return readHandIn(readShape(handInShape, body).data, eventId)
  const { assignment, course, learner, attempt } = readShape(attemptShape, body).data
  return {
    kind,
    event: {
      eventId,
      assignmentKey: assignment,
      courseKey: course ?? null,
      learner: { key: learner.id, name: null, email: null },
      attempt,
      happenedAt,
      notes: [],
    },
  }
}

/** Whom an event of several learners names; `null` for one of a single learner. */
function membersOf(data: unknown): string[] | null {
  const { learner, learners } = (data ?? {}) as { learner?: unknown; learners?: unknown }
  const members = Array.isArray(learners) ? learners : Array.isArray(learner) ? learner : null
  return members && members.flatMap((member: unknown) => (memberShape.Check(member) ? [member.id] : []))
}

function refuseGroup(
  data: { assignment: string; course?: string | null; attempt: number },
  { members, ...rest }: { eventId: string; happenedAt: Date; members: string[] },
): LmsMessage {
  const event = {
    ...rest,
    assignmentKey: data.assignment,
    courseKey: data.course ?? null,
    attempt: data.attempt,
    learner: null,
    members,
    notes: [],
  }
  return {
    kind: 'refused',
    event,
    reason:
      'The submission has several learners. Teams are not supported yet: send a separate event, with its own id, for each learner.',
  }
}

function readHandIn(data: Static<typeof HandInShape>, eventId: string): LmsMessage {
  const [name, email] = [readName(data.learner.name), readEmail(data.learner.email)]
  const entries = data.files.map((file) => ({ ...file, name: file.name.replaceAll('\\', '/') }))
  const isRenamed = data.files.some((file) => file.name.includes('\\'))
  const event = {
    eventId,
    assignmentKey: data.assignment,
    courseKey: data.course ?? null,
    learner: { key: data.learner.id, name: name.text, email: email.text },
    attempt: data.attempt,
    happenedAt: new Date(data.submittedAt),
    notes: [
      name.note,
      email.note,
      isRenamed ? 'Backslashes in file names were read as folder separators.' : null,
    ].filter((note) => note !== null),
  }
  const reason = whyRefused(entries)
  if (reason !== null) return { kind: 'refused', event, reason }
  return { kind: 'submitted', event: { ...event, language: data.language ?? null, files: readFiles(entries) } }
}

/**
 * What is wrong with the work itself, which its learner is to hear of: no files, or names that an archive could not
 * have either.
 */
function whyRefused(entries: readonly FileEntry[]): string | null {
  if (entries.length === 0) return 'The submission has no files.'
  return findNameFault(entries.map(({ name }) => name))?.detail ?? null
}

function readFiles(entries: readonly FileEntry[]): LmsFile[] {
  const files = entries.map((entry, index) => readFile(entry, `/data/files/${index}`))
  const inlineBytes = files.reduce((sum, file) => sum + ('content' in file ? file.content.length : 0), 0)
  if (inlineBytes > inboundLimits.inlineBytes) {
    throw malformedWebhook(
      `The inline files have more than ${inboundLimits.inlineBytes} bytes in total; send the addresses of larger files instead.`,
    )
  }
  return files
}

function readFile({ name, content, url, sha256, bytes }: FileEntry, pointer: string): LmsFile {
  if (content != null && url == null && sha256 == null && bytes == null)
    return { name, content: decode(content, pointer) }
  if (url != null && content == null) return { name, url, sha256: sha256?.toLowerCase() ?? null, bytes: bytes ?? null }
  throw malformedWebhook(`${pointer} must have either content, or url (with sha256 and bytes if known).`)
}

/** Strict: what is not base64 of exactly these bytes would be stored as something else than was sent. */
function decode(content: string, pointer: string): Buffer {
  const decoded = Buffer.from(content, 'base64')
  if (decoded.toString('base64') !== content)
    throw malformedWebhook(`${pointer}/content must be base64, with padding and without line breaks.`)
  return decoded
}
