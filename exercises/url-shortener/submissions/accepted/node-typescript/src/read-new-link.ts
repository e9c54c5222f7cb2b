import type { NewLink } from './link.js'
import { Problem, type Fault } from './problem.js'

type Check = (value: unknown) => string | undefined

const checks = new Map<string, Check>([
  ['url', checkUrl],
  ['alias', checkAlias],
  ['expiresInSeconds', checkExpiry],
])

/** The fields of a new link, or a Problem with everything that is wrong. */
export function readNewLink(body: unknown): NewLink {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid([{ field: '', message: 'must be a JSON object' }])
  const errors: Fault[] = Object.hasOwn(body, 'url') ? [] : [{ field: 'url', message: 'is required' }]
  for (const [field, value] of Object.entries(body)) {
    const check = checks.get(field)
    const message = check ? check(value) : 'is not a field that can be set'
    if (message !== undefined) errors.push({ field, message })
  }
  if (errors.length > 0) throw invalid(errors)
  return body as NewLink
}

const invalid = (errors: Fault[]) => new Problem(422, 'The link is not valid.', errors)

function checkUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be text'
  if (value.length > 2048) return 'must have at most 2048 characters'
  if (!/^https?:\/\/[^/?#]/i.test(value)) return 'must begin with http:// or https:// and a host'
  if (!/^[!-~]+$/.test(value)) return 'must be percent-encoded: visible ASCII only'
  return URL.canParse(value) ? undefined : 'is not a URL'
}

function checkAlias(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{3,30}$/.test(value)) return 'must be 3 to 30 letters, digits, dashes and underscores'
  return value === 'links' ? 'is taken by the service itself' : undefined
}

function checkExpiry(value: unknown): string | undefined {
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 31_536_000
  return isValid ? undefined : 'must be an integer from 1 to 31536000'
}
