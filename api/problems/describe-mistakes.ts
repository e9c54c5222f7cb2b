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

/** What is wrong with a value, to follow its name. */
function wordsOf({ keyword, params }: FastifySchemaValidationError): string {
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'required': return 'is missing'
    case 'additionalProperties': return 'is not known here: leave it out or correct its name'
    case 'type': return `must be ${[params['type']].flat().flatMap((type) => String(type).split(',')).map((type) => typeWords[type] ?? type).join(' or ')}`
    case 'enum': return `must be one of ${(params['allowedValues'] as unknown[]).filter((value) => value !== '').join(', ')}`
    case 'minLength': return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength': return `may have at most ${limit} characters`
    case 'minItems': return `must have at least ${limit} entries`
    case 'maxItems': return `may have at most ${limit} entries`
    case 'minProperties': return limit === 1 ? 'must have at least one field' : `must have at least ${limit} fields`
    case 'minimum': return `must be at least ${limit}`
    case 'maximum': return `must be at most ${limit}`
    case 'exclusiveMinimum': return `must be more than ${limit}`
    case 'exclusiveMaximum': return `must be less than ${limit}`
    case 'format': return `must be ${formatWords[String(params['format'])] ?? 'in the form that /docs describes'}`
    case 'pattern': return 'must be in the form that /docs describes'
    default: return 'is not valid; /docs describes what is'
  }
}
