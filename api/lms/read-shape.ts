import { Pointer } from 'typebox/value'
import type { ProblemDetail } from '../../contracts/errors.js'
import { escapeLine } from '../../contracts/escape.js'
import { malformedWebhook } from './malformed-webhook.js'

interface ShapeError {
  keyword: string
  instancePath: string
  message: string
  params: unknown
}

/** A compiled schema. */
interface Shape<T> {
  Check(value: unknown): value is T
  Errors(value: unknown): readonly ShapeError[]
}

const SHOWN_ERRORS = 10

/**
 * Gives `value` its type. Throws `CallerError` `webhook-malformed`, which names each wrong member and what it must be.
 */
export function readShape<T>(shape: Shape<T>, value: unknown): T {
  if (shape.Check(value)) return value
  const errors = shape
    .Errors(value)
    .filter(isTelling)
    .slice(0, SHOWN_ERRORS)
    .map((error) => explain(error, value))
  const [first] = errors
  throw malformedWebhook(
    first ? `${first.pointer || 'The body'} ${first.detail}.` : 'The body does not have the documented form.',
    errors,
  )
}

/** Not the alternatives that stand for "may be left out", nor what another error says already. */
const isTelling = ({ keyword, params }: ShapeError) =>
  keyword !== 'anyOf' && keyword !== 'additionalProperties' && (params as { type?: string }).type !== 'null'

function explain(error: ShapeError, value: unknown): ProblemDetail {
  const pointer = escapeLine(error.instancePath.slice(0, 200))
  if (error.keyword === 'boolean') return { pointer, detail: 'is not a known key' }
  const isText = error.keyword === 'type' && (error.params as { type?: string }).type === 'string'
  if (isText && typeof Pointer.Get(value as object, error.instancePath) === 'number') {
    return { pointer, detail: 'must be a string: as a number, an id loses digits beyond 2^53' }
  }
  return { pointer, detail: error.message }
}
