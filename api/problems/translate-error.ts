import type { FastifyError } from 'fastify'
import { CallerError, type ProblemCode } from '../../contracts/errors.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

/** Errors of Fastify and its plugins that a caller brings about, by their code. */
const callerMistakes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_VALIDATION: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'upload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_REQ_FILE_TOO_LARGE: 'upload-too-large',
  FST_PARTS_LIMIT: 'upload-too-large',
  FST_FILES_LIMIT: 'upload-too-large',
  FST_FIELDS_LIMIT: 'upload-too-large',
  FST_PROTO_VIOLATION: 'malformed-multipart',
  FST_INVALID_JSON_FIELD_ERROR: 'malformed-multipart',
  FST_MP_PREMATURE_CLOSE: 'malformed-multipart',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported-media-type',
}

/** What the multipart parser says of a broken form; these errors carry no code. */
const brokenForm =
  /^(Unexpected end of multipart data|Unexpected end of form|Part terminated early|Malformed part header|Multipart: Boundary not found|Malformed content type|Unsupported content type|Missing Content-Type)/

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  413: 'upload-too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
}

/** The caller's mistake an error stands for, or `null` when it is a fault of ours. */
export function translateError(error: Partial<FastifyError> & Error): CallerError | null {
  if (error instanceof CallerError) return error
  if (error instanceof RejectedUpload) return toCallerError(error)
  const code = callerMistakes[error.code ?? ''] ?? (brokenForm.test(error.message) ? 'malformed-multipart' : undefined)
  if (code) return new CallerError(code, error.message, { errors: (error.validation ?? []).map(toDetail) })
  if (error.code === 'FST_UNDER_PRESSURE') return new CallerError('overloaded', 'The service is overloaded; try again soon.', { retryAfterSeconds: 10 })
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? new CallerError(byStatus[status] ?? 'bad-request', error.message) : null
}

export const toCallerError = (rejected: RejectedUpload): CallerError =>
  new CallerError(rejected.reason === 'empty' ? 'upload-empty' : 'upload-rejected', rejected.detail, {
    errors: rejected.path === undefined ? [] : [{ pointer: rejected.path, detail: rejected.reason }],
  })

function toDetail(mistake: { instancePath: string; message?: string; params?: Record<string, unknown> }) {
  const extra = mistake.params?.['additionalProperty']
  const pointer = extra === undefined ? mistake.instancePath : `${mistake.instancePath}/${String(extra)}`
  return { pointer, detail: mistake.message ?? 'is not valid' }
}
