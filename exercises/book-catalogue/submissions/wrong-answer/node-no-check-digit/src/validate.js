import { Problem } from './problem.js'

const isText = (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200
const isInteger = (from, to) => (value) => Number.isInteger(Number(value)) && value >= from && value <= to

const bookRules = {
  isbn: [(value) => /^[\d-]{10,17}$/.test(value), 'must be an ISBN'],
  title: [isText, 'must be a text of 1 to 200 characters'],
  author: [isText, 'must be a text of 1 to 200 characters'],
  year: [(value) => value === null || isInteger(1450, 2100)(value), 'must be an integer from 1450 to 2100, or null'],
  copies: [isInteger(1, 1000), 'must be an integer from 1 to 1000'],
}
const loanRules = { borrower: [(value) => typeof value === 'string' && /^.+@.+$/s.test(value), 'must be an address'] }

export const readBook = (body) => check({ year: null, ...asObject(body) }, bookRules)

/** The body of a PUT may leave out the ISBN, and may not name another. */
export function readChange(body, isbn) {
  const rules = { ...bookRules, isbn: [(value) => value === isbn, 'must be the ISBN of the path'] }
  return check({ year: null, isbn, ...asObject(body) }, rules)
}

export const readLoan = (body) => check(asObject(body), loanRules)

export function readPage({ author, limit = '20', offset = '0' }) {
  if (!isNumberIn(limit, 1, 100) || !isNumberIn(offset, 0, Number.MAX_SAFE_INTEGER)) throw new Problem(400, 'limit or offset is not valid.')
  return { author, limit: Number(limit), offset: Number(offset) }
}

function check(body, rules) {
  const unknown = Object.keys(body).filter((field) => !Object.hasOwn(rules, field))
  const errors = [
    ...Object.entries(rules).filter(([field, [holds]]) => !holds(body[field])).map(([field, [, message]]) => ({ field, message })),
    ...unknown.map((field) => ({ field, message: 'is not known' })),
  ]
  if (errors.length > 0) throw new Problem(422, 'The body is not valid.', { errors })
  return body
}

function asObject(body) {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new Problem(422, 'The body must be an object.', { errors: [{ field: '', message: 'must be an object' }] })
}

const isNumberIn = (text, from, to) => /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to
