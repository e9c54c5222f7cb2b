export class Problem extends Error {
  constructor(status, title, extra = {}) {
    super(title)
    this.status = status
    this.extra = extra
  }
}

const isText = (max) => (value) => typeof value === 'string' && [...value].length <= max && !value.includes('\0')
const isDate = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value)

const rules = {
  title: (value) => isText(200)(value) && value.trim() !== '',
  notes: isText(10000),
  done: (value) => typeof value === 'boolean',
  dueOn: (value) => value === null || (typeof value === 'string' && isDate(value)),
  minutes: (value) => Number.isInteger(value) && value >= 1 && value <= 1440,
}

/** Returns the body if it has only the given fields and all required ones. */
export function validate(body, allowed, required = []) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid([''])
  const wrong = Object.keys(body).filter((name) => !allowed.includes(name) || !rules[name](body[name]))
  const missing = required.filter((name) => !(name in body))
  if (wrong.length + missing.length > 0) throw invalid([...wrong, ...missing])
  return body
}

const invalid = (names) =>
  new Problem(422, 'The body is not valid.', { errors: names.map((field) => ({ field, message: 'is not valid' })) })
