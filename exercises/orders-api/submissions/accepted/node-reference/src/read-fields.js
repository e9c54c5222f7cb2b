import { Problem } from './problem.js'

/** The body, or a Problem with everything that is wrong: each check answers what is wrong with a value, or nothing. */
export function readFields(body, checks, required) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse([{ field: '', message: 'must be a JSON object' }])
  const errors = required.filter((field) => !Object.hasOwn(body, field)).map((field) => ({ field, message: 'is required' }))
  for (const [field, value] of Object.entries(body)) {
    const message = Object.hasOwn(checks, field) ? checks[field](value) : 'is not a field that can be set'
    if (message) errors.push({ field, message })
  }
  if (errors.length > 0) refuse(errors)
  return body
}

export function refuse(errors) {
  throw new Problem(422, 'The request is not valid.', { errors })
}

export const text = (longest) => (value) => {
  if (typeof value !== 'string') return 'must be text'
  if (value.trim() === '') return 'must not be blank'
  if ([...value].length > longest) return `must have at most ${longest} characters`
}

export const integer = (least, most) => (value) => {
  if (!Number.isInteger(value) || value < least || value > most) return `must be an integer from ${least} to ${most}`
}

const largestId = 2 ** 31 - 1

/** The id in a path; one that no row can have is not found. */
export function readId({ params }) {
  const id = /^[1-9]\d{0,9}$/.test(params.id) ? Number(params.id) : Infinity
  if (id > largestId) throw new Problem(404, 'There is no such thing.')
  return id
}

export const id = integer(1, largestId)
