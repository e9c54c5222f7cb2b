/** Rules for the options of tests and scenarios: what holds, and how it is said when it does not. */

export const isText = (longest) => (value) => typeof value === 'string' && value.length > 0 && value.length <= longest
export const isNumber = (min, max) => (value) => typeof value === 'number' && value >= min && value <= max
export const isInteger = (min, max) => (value) => Number.isInteger(value) && value >= min && value <= max
export const isFunction = (value) => typeof value === 'function'

export const withoutUndefined = (options) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/**
 * The first thing that is wrong with some options, in words; `undefined` where nothing is.
 * @param {Record<string, unknown>} options
 * @param {Record<string, { holds: (value: unknown) => boolean, expected: string }>} rules
 */
export function findOptionMistake(options, rules) {
  for (const [name, value] of Object.entries(withoutUndefined(options))) {
    const rule = rules[name]
    if (!rule) return `there is no option "${name}"; the options are ${Object.keys(rules).join(', ')}`
    if (!rule.holds(value)) return `"${name}" must be ${rule.expected}`
  }
  return undefined
}

/** The id of what names none: its title in lower case, words joined by dashes. */
export function slugOf(title, otherwise) {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 100).replace(/-+$/, '') || otherwise
}
