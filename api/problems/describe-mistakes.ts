import type { FastifySchemaValidationError } from 'fastify'
import type { ProblemDetail } from '../../contracts/errors.js'

/** The part of a request that a schema refused, as Fastify names it. */
export type RequestPart = 'body' | 'querystring' | 'params' | 'headers'

/** How a sentence about one value of that part begins. */
const begin: Readonly<Record<RequestPart, (name: string) => string>> = {
  body: (name) => `The field ${name}`,
  querystring: (name) => `The parameter ${name}`,
  params: (name) => `${name} in the address`,
  headers: (name) => `The header ${name}`,
}

/** What a schema refused, in a sentence, and every place with what is wrong there: what Ajv says is for programmers. */
export function describeMistakes(mistakes: readonly FastifySchemaValidationError[], part: RequestPart): { detail: string; errors: ProblemDetail[] } {
  const errors = mistakes.map((mistake) => ({ pointer: pointerTo(mistake), detail: wordsOf(mistake) }))
  const [first = { pointer: '', detail: 'is not valid' }] = errors
  const name = first.pointer.split('/').slice(1).map(unescapePointer).join('.')
  if (name !== '') return { detail: `${begin[part](`"${name}"`)} ${first.detail}.`, errors }
  return { detail: part === 'body' && mistakes[0]?.keyword === 'type' ? 'Send a JSON object as the body, with "Content-Type: application/json".' : `The ${part === 'body' ? 'body' : 'request'} ${first.detail}.`, errors }
}

const unescapePointer = (key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~')

/** Ajv names the object of a field that is missing or unknown, not the field. */
function pointerTo({ instancePath, params }: FastifySchemaValidationError): string {
  const field = params['missingProperty'] ?? params['additionalProperty']
  return field === undefined ? instancePath : `${instancePath}/${String(field)}`
}

const typeWords: Readonly<Record<string, string>> = { string: 'text', number: 'a number', integer: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object', null: 'null' }

const formatWords: Readonly<Record<string, string>> = { uuid: 'an id, as the API gives it', 'date-time': 'a date and time, such as 2026-03-01T10:30:00Z' }

const plural = (limit: unknown, one: string, many: string) => (limit === 1 ? `one ${one}` : `${String(limit)} ${many}`)

/** What is wrong with a value, to follow its name; by the keyword of the schema that refused it. */
const words: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  required: () => 'is missing',
  additionalProperties: () => 'is not known here: leave it out or correct its name',
  type: ({ type }) => `must be ${String(type).split(',').map((name) => typeWords[name] ?? name).join(' or ')}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).filter((value) => value !== '').join(', ')}`,
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

const wordsOf = ({ keyword, params }: FastifySchemaValidationError): string => words[keyword]?.(params) ?? 'is not valid; /docs describes what is'
