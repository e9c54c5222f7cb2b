import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { escapeLine } from '../../../contracts/escape.js'
import { uploadLimits } from '../../../contracts/limits.js'
import type { LmsAdapter } from '../adapter.js'
import { findNameFault } from '../find-name-fault.js'
import { inboundLimits } from '../inbound-limits.js'
import type { LmsFile, LmsMessage } from '../lms-event.js'
import { malformedWebhook } from '../malformed-webhook.js'
import { parseSignedJson } from '../parse-signed-json.js'
import { readShape } from '../read-shape.js'
import { verifyWebhook } from '../signing/verify-webhook.js'
import { AttemptShape, EmailShape, InstantShape, KeyShape, NameShape, orAbsent } from '../text-shapes.js'

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

/** Closed, so that a slip in an optional key is told and does not silently change a grade. */
const HandInShape = Type.Object(
  {
    assignment: KeyShape,
    course: orAbsent(KeyShape),
    learner: Type.Object({ id: KeyShape, name: orAbsent(NameShape), email: orAbsent(EmailShape) }, { additionalProperties: false }),
    attempt: AttemptShape,
    submittedAt: InstantShape,
    language: orAbsent(Type.String({ pattern: '^[a-z]{1,20}$' })),
    files: Type.Array(FileShape, { minItems: 1, maxItems: uploadLimits.files }),
  },
  { additionalProperties: false },
)

/** Open at the top: the specification lets senders add metadata there. */
const messageShape = Compile(Type.Object({ type: Type.String({ minLength: 1, maxLength: 200 }), timestamp: InstantShape, data: Type.Unknown() }))
const bodyShape = Compile(Type.Object({ data: HandInShape }))

type FileEntry = Static<typeof FileShape>

/** The documented default: any system that signs its requests by Standard Webhooks 1.0.0, with the body of `docs/lms.md`. */
export const standardWebhooks: LmsAdapter = {
  name: 'standard-webhooks',
  verify: async (request, settings) => ({ eventId: verifyWebhook(request, settings.secrets), content: request.rawBody }),
  read: readMessage,
}

function readMessage(content: Buffer, eventId: string): LmsMessage {
  const body = parseSignedJson(content)
  const { type } = readShape(messageShape, body)
  if (type !== 'assignment.submitted') {
    return { kind: 'ignored', eventId, reason: `Messages of type "${escapeLine(type)}" are not read, only assignment.submitted.` }
  }
  const { data } = readShape(bodyShape, body)
  const { id, name, email } = data.learner
  return {
    kind: 'submitted',
    event: {
      eventId,
      assignmentKey: data.assignment,
      courseKey: data.course ?? null,
      learner: { key: id, name: name ?? null, email: email ?? null },
      attempt: data.attempt,
      submittedAt: new Date(data.submittedAt),
      language: data.language ?? null,
      files: readFiles(data.files),
    },
  }
}

/** Names are judged as those in an archive are. */
function readFiles(entries: readonly FileEntry[]): LmsFile[] {
  const fault = findNameFault(entries.map(({ name }) => name))
  if (fault) throw malformedWebhook(fault.rejected.detail, [{ pointer: `/data/files/${fault.index}/name`, detail: fault.rejected.reason }])
  const files = entries.map((entry, index) => readFile(entry, `/data/files/${index}`))
  const inlineBytes = files.reduce((sum, file) => sum + ('content' in file ? file.content.length : 0), 0)
  if (inlineBytes > inboundLimits.inlineBytes) {
    throw malformedWebhook(`The files sent inline have more than ${inboundLimits.inlineBytes} bytes; send addresses of larger ones.`)
  }
  return files
}

function readFile({ name, content, url, sha256, bytes }: FileEntry, pointer: string): LmsFile {
  if (content != null && url == null && sha256 == null && bytes == null) return { name, content: decode(content, pointer) }
  if (url != null && content == null) return { name, url, sha256: sha256?.toLowerCase() ?? null, bytes: bytes ?? null }
  throw malformedWebhook(`${pointer} must have either content, or url with sha256 and bytes where they are known.`)
}

/** Strict: what is not base64 of exactly these bytes would be stored as something else than was sent. */
function decode(content: string, pointer: string): Buffer {
  const decoded = Buffer.from(content, 'base64')
  if (decoded.toString('base64') !== content) throw malformedWebhook(`${pointer}/content is not base64 with its padding, without line breaks.`)
  return decoded
}
