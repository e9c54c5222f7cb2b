import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { CallerError, type ProblemCode, type ProblemDetail, problems } from '../../contracts/errors.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

/** RFC 9457, with a stable `code` to program against. `incident` is there when the fault is ours. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: string
  errors?: readonly ProblemDetail[]
  incident?: string
}

export const problemType = 'application/problem+json; charset=utf-8'

export function describeCallerError(error: CallerError, requestId: string): Problem {
  const [status, title] = problems[error.code]
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
  }
}

/** What a caller learns of a fault of ours: that it is ours, and the id under which our log has the rest. */
export const describeFault = (requestId: string): Problem => ({
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  detail:
    'An internal error occurred while handling the request. It is logged; give the incident id to the operator of this service.',
  instance: `urn:uuid:${requestId}`,
  code: 'internal-fault',
  incident: requestId,
})

/** The page behind a problem's type. */
export function explainProblem(code: string): string | undefined {
  if (!Object.hasOwn(problems, code)) return undefined
  const [status, title] = problems[code as ProblemCode]
  return `${code}\n\n${title}.\nHTTP status ${status}. The "detail" member of the response explains what to do.\n`
}

const inTheAddress = 'The address is not well formed: check that it was copied whole.'
const cutShort = 'The upload was cut short: send it again.'
const notWellFormed = 'The upload form is not well formed: let a browser, a library or curl -F write it.'
const tooManyFiles = 'The upload has too many files: leave out what can be installed or built again.'
const asForm = 'Send the files as a form (multipart/form-data), as a browser, a library or curl -F writes it.'

/**
 * Errors of Fastify and its plugins that a caller brings about, by their code, and what to say: their own words are for
 * programmers.
 */
const callerMistakes: Readonly<Record<string, readonly [ProblemCode, detail: string]>> = {
  FST_ERR_BAD_URL: ['bad-request', inTheAddress],
  FST_ERR_MAX_PARAM_LENGTH: ['not-found', 'Nothing has so long an address: check that it was copied correctly.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'bad-request',
    'The body is empty: send a JSON object, or leave out the header Content-Type.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'bad-request',
    'The body is not valid JSON, or has a key such as "__proto__", which is not allowed.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'bad-request',
    'The body is longer or shorter than the header Content-Length says: let the HTTP client set that header.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'upload-too-large',
    'The request has more data than this address accepts: shorten it. Files are uploaded as a form (multipart/form-data).',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'Send JSON with "Content-Type: application/json"; send files as a form (multipart/form-data).',
  ],
  FST_REQ_FILE_TOO_LARGE: [
    'upload-too-large',
    'The file is larger than this form accepts: check that it is the right one.',
  ],
  FST_PARTS_LIMIT: ['upload-too-large', tooManyFiles],
  FST_FILES_LIMIT: ['upload-too-large', tooManyFiles],
  FST_FIELDS_LIMIT: ['upload-too-large', 'The upload form has too many fields: send those that /docs describes.'],
  FST_PROTO_VIOLATION: [
    'malformed-multipart',
    'A field of the upload form has a name that is not allowed, such as "__proto__": rename it.',
  ],
  FST_INVALID_JSON_FIELD_ERROR: [
    'malformed-multipart',
    'A field of the upload form says that it is JSON and is not: send it as text.',
  ],
  FST_MP_PREMATURE_CLOSE: ['malformed-multipart', cutShort],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['unsupported-media-type', asForm],
}

/** What the multipart parser says of a broken form; these errors carry no code. */
const brokenForms: readonly (readonly [said: RegExp, detail: string])[] = [
  [/^(Unexpected end of multipart data|Unexpected end of form|Part terminated early)/, cutShort],
  [
    /^(Malformed part header|Multipart: Boundary not found|Malformed content type|Unsupported content type|Missing Content-Type)/,
    notWellFormed,
  ],
]

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
  if (error.validation) return refuseInvalid(error.validation, error.validationContext as RequestPart)
  const known = callerMistakes[error.code ?? '']
  if (known) return new CallerError(...known)
  const brokenForm = brokenForms.find(([said]) => said.test(error.message))
  if (brokenForm) return new CallerError('malformed-multipart', brokenForm[1])
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? new CallerError(byStatus[status] ?? 'bad-request', error.message) : null
}

const toCallerError = (rejected: RejectedUpload): CallerError =>
  new CallerError(rejected.reason === 'empty' ? 'upload-empty' : 'upload-rejected', rejected.detail, {
    errors: rejected.path === undefined ? [] : [{ pointer: rejected.path, detail: rejected.reason }],
  })

function refuseInvalid(mistakes: readonly FastifySchemaValidationError[], part: RequestPart): CallerError {
  const { detail, errors } = describeMistakes(mistakes, part)
  return new CallerError('bad-request', detail, { errors })
}

/** The part of a request that a schema refused, as Fastify names it. */
type RequestPart = 'body' | 'querystring' | 'params' | 'headers'

/** How a sentence about one value of that part begins. */
const begin: Readonly<Record<RequestPart, (name: string) => string>> = {
  body: (name) => `The field ${name}`,
  querystring: (name) => `The parameter ${name}`,
  params: (name) => `${name} in the address`,
  headers: (name) => `The header ${name}`,
}

/** What a schema refused, in a sentence, and every place with what is wrong there: what Ajv says is for programmers. */
function describeMistakes(
  mistakes: readonly FastifySchemaValidationError[],
  part: RequestPart,
): { detail: string; errors: ProblemDetail[] } {
  const errors = mistakes.map((mistake) => ({ pointer: pointerTo(mistake), detail: wordsOf(mistake) }))
  const [first = { pointer: '', detail: 'is not valid' }] = errors
  const name = first.pointer.split('/').slice(1).map(unescapePointer).join('.')
  if (name !== '') return { detail: `${begin[part](`"${name}"`)} ${first.detail}.`, errors }
  return {
    detail:
      part === 'body' && mistakes[0]?.keyword === 'type'
        ? 'Send a JSON object as the body, with "Content-Type: application/json".'
        : `The ${part === 'body' ? 'body' : 'request'} ${first.detail}.`,
    errors,
  }
}

const unescapePointer = (key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~')

/** Ajv names the object of a field that is missing or unknown, not the field. */
function pointerTo({ instancePath, params }: FastifySchemaValidationError): string {
  const field = params['missingProperty'] ?? params['additionalProperty']
  return field === undefined ? instancePath : `${instancePath}/${String(field)}`
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

const formatWords: Readonly<Record<string, string>> = {
  uuid: 'an id, as the API gives it',
  'date-time': 'a date and time, such as 2026-03-01T10:30:00Z',
}

const plural = (limit: unknown, one: string, many: string) => (limit === 1 ? `one ${one}` : `${String(limit)} ${many}`)

/** What is wrong with a value, to follow its name; by the keyword of the schema that refused it. */
const words: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  required: () => 'is missing',
  additionalProperties: () => 'is not known here: leave it out or correct its name',
  type: ({ type }) =>
    `must be ${String(type)
      .split(',')
      .map((name) => typeWords[name] ?? name)
      .join(' or ')}`,
  enum: ({ allowedValues }) =>
    `must be one of ${(allowedValues as unknown[]).filter((value) => value !== '').join(', ')}`,
  minLength: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${String(limit)} characters`),
  maxLength: ({ limit }) => `may have at most ${plural(limit, 'character', 'characters')}`,
  minItems: ({ limit }) => `must have at least ${plural(limit, 'entry', 'entries')}`,
  maxItems: ({ limit }) => `may have at most ${plural(limit, 'entry', 'entries')}`,
  minProperties: ({ limit }) => `must have at least ${plural(limit, 'field', 'fields')}`,
  minimum: ({ limit }) => `must be at least ${String(limit)}`,
  maximum: ({ limit }) => `must be at most ${String(limit)}`,
  exclusiveMinimum: ({ limit }) => `must be more than ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${String(limit)}`,
  format: ({ format }) => `must be ${formatWords[String(format)] ?? 'in the form that /docs describes'}`,
  pattern: () => 'must be in the form that /docs describes',
}

const wordsOf = ({ keyword, params }: FastifySchemaValidationError): string =>
  words[keyword]?.(params) ?? 'is not valid; /docs describes what is'
