import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import type { CallerError } from '../../contracts/errors.js'
import { translateError } from './problem.js'
import type { PageProblem } from '../ui/problem-page.js'

/** A form that comes back: what was in it, and what is wrong, by the names of its fields. */
export interface ReturnedForm {
  values: Readonly<Record<string, string>>
  problems: Readonly<Record<string, string>>
  /** What is wrong with none of its fields. */
  problem?: PageProblem | undefined
}

/** The mistake for which a form was refused. A fault of ours is thrown on. */
export function mistakeOf(error: unknown): CallerError {
  const mistake = error instanceof Error ? translateError(error) : null
  if (!mistake) throw error
  return mistake
}

/** A form of buttons alone that comes back. */
export const returnButtons = (problem: PageProblem): ReturnedForm => ({ values: {}, problems: {}, problem })

/**
 * The form of a request that its schema refused; `words` say for each field what belongs there. `undefined` for a sound
 * one.
 */
export function returnForm(request: FastifyRequest, words: Readonly<Record<string, string>>): ReturnedForm | undefined {
  const mistakes = request.validationError?.validation as FastifySchemaValidationError[] | undefined
  if (!mistakes || request.validationError?.validationContext !== 'body') return undefined
  const values = Object.fromEntries(
    Object.entries(Object(request.body) as object).map(([name, value]) => [name, String(value)]),
  )
  const wrong = mistakes.map(
    ({ instancePath, params }) => instancePath.split('/')[1] ?? String(params['missingProperty'] ?? ''),
  )
  const empty = Object.keys(words).filter((name) => (values[name] ?? '').trim() === '')
  return {
    values,
    problems: Object.fromEntries(
      [...wrong, ...empty].filter((name) => words[name] !== undefined).map((name) => [name, words[name] as string]),
    ),
  }
}
