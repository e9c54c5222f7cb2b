/**
 * What hidden tests are called, and what learners see of them. The examiner uses this too, so it imports no package.
 */

export const showLevels = ['full', 'outcome', 'nothing'] as const
/** What a learner sees of a hidden test: all of it, only its outcome, or nothing of it but that it counts. */
export type ShowLevel = (typeof showLevels)[number]

/** Whether a file of the package registers speed scenarios. */
export const isScenarioFile = (path: string): boolean => /^hidden\/speed\/.+\.speed\.mjs$/.test(path)

/**
 * Whether it registers tests on the kit. What lies in a suite for another runner is that runner's, whatever it is
 * called.
 */
export const isTestFile = (path: string, suites: readonly { path: string }[]): boolean =>
  /^hidden\/correctness\/.+\.test\.mjs$/.test(path) && !suites.some((suite) => liesInSuite(path, suite))

/** Whether a file of the package is a suite, or in its folder. */
export const liesInSuite = (file: string, { path }: { path: string }): boolean =>
  file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)

/** What an id of a test, scenario or planted bug looks like: reports list them alike. */
export const idPattern = '^[a-z0-9][a-z0-9-]{0,119}$'

/** The id of what names none: its title in lower case, words joined by dashes. */
export function idOfTitle(title: string, otherwise: 'test' | 'scenario'): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 100).replace(/-+$/, '') || otherwise
}

/** Whether a pattern of a suite fits the whole name of a test; `*` stands for any text. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [start = '', ...inner] = pattern.split('*')
  const end = inner.pop()
  if (end === undefined) return name === pattern
  if (!name.startsWith(start)) return false
  // The first place of each part leaves the most for the others, so nothing is ever tried twice, as an expression
  // would.
  let from = start.length
  for (const part of inner) {
    const place = name.indexOf(part, from)
    if (place < 0) return false
    from = place + part.length
  }
  return name.length - end.length >= from && name.endsWith(end)
}
