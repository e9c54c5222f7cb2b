export class Problem extends Error {
  constructor(status, title, extra = {}) {
    super(title)
    this.status = status
    this.extra = extra
  }
}

const isText = (max) => (value) => typeof value === 'string' && value.trim() !== '' && [...value].length <= max
const isInteger = (min, max) => (value) => Number.isInteger(value) && value >= min && value <= max

function isLine(line) {
  if (typeof line !== 'object' || line === null || Object.keys(line).length !== 2) return false
  return isInteger(1, 2147483647)(line.productId) && isInteger(1, 1000)(line.quantity)
}

const isLines = (lines) =>
  Array.isArray(lines) && lines.length >= 1 && lines.length <= 20 && lines.every(isLine) &&
  new Set(lines.map((line) => line.productId)).size === lines.length

const rules = {
  sku: (value) => typeof value === 'string' && /^[A-Z0-9-]{1,40}$/.test(value),
  name: isText(200),
  priceCents: isInteger(0, 10_000_000),
  stock: isInteger(0, 1_000_000),
  quantity: isInteger(1, 1000),
  customer: isText(100),
  lines: isLines,
}

/** Returns the body if it has only the given fields and all required ones. */
export function validate(body, allowed, required = []) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid([''])
  const wrong = Object.keys(body).filter((name) => !allowed.includes(name) || !rules[name](body[name]))
  const missing = required.filter((name) => !(name in body))
  if (wrong.length + missing.length > 0) throw invalid([...wrong, ...missing])
  return body
}

export const invalid = (names) =>
  new Problem(422, 'The body is not valid.', { errors: names.map((field) => ({ field, message: 'is not valid' })) })

export function readInteger(query, name, fallback, min, max) {
  const text = query[name] ?? String(fallback)
  if (!/^\d{1,9}$/.test(text) || Number(text) < min || Number(text) > max) throw new Problem(400, `${name} is not valid.`)
  return Number(text)
}

export function readKey(req) {
  const key = req.get('Idempotency-Key') ?? null
  if (key !== null && !/^[!-~]{1,100}$/.test(key)) throw new Problem(400, 'Idempotency-Key is not valid.')
  return key
}
