import { registerTest } from './registry.mjs'
import { AuthorMistake } from './test-failure.mjs'

export const defaults = { points: 1, hint: null, show: 'full', timeoutMs: 10_000 }

const isText = (longest) => (value) => typeof value === 'string' && value.length > 0 && value.length <= longest
const isNumber = (min, max) => (value) => typeof value === 'number' && value >= min && value <= max

const rules = {
  points: { holds: isNumber(0, 1000), expected: 'a number from 0 to 1000' },
  hint: { holds: isText(2000), expected: 'a string of at most 2000 characters' },
  group: { holds: isText(120), expected: 'a string of at most 120 characters' },
  show: {
    holds: (value) => ['full', 'outcome', 'nothing'].includes(value),
    expected: "'full', 'outcome' or 'nothing'",
  },
  id: { holds: (value) => /^[a-z0-9][a-z0-9-]{0,119}$/.test(value), expected: 'lower-case letters, digits and dashes' },
  timeoutMs: { holds: isNumber(1, 600_000), expected: 'milliseconds, at most 600000' },
}

/** Registers a hidden test; `index.d.ts` describes it. Throws `AuthorMistake` for whatever it cannot take. */
export function test(title, optionsOrBody, bodyAfterOptions) {
  const [options, body] =
    typeof optionsOrBody === 'function' ? [{}, optionsOrBody] : [optionsOrBody ?? {}, bodyAfterOptions]
  if (!isText(300)(title)) throw new AuthorMistake('A test needs a title of at most 300 characters.')
  if (typeof body !== 'function') throw new AuthorMistake(`The test "${title}" has no function to run.`)
  const mistake = findMistake(options)
  if (mistake) throw new AuthorMistake(`The test "${title}": ${mistake}.`)
  registerTest({ ...defaults, id: slugOf(title), ...withoutUndefined(options), title, body })
}

function findMistake(options) {
  for (const [name, value] of Object.entries(withoutUndefined(options))) {
    const rule = rules[name]
    if (!rule) return `there is no option "${name}"; the options are ${Object.keys(rules).join(', ')}`
    if (!rule.holds(value)) return `"${name}" must be ${rule.expected}`
  }
  return undefined
}

const withoutUndefined = (options) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** The id of a test that names none: its title in lower case, words joined by dashes. */
export function slugOf(title) {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 100).replace(/-+$/, '') || 'test'
}
