import { simple } from 'acorn-walk'
import type { ProblemDetail } from './errors.js'
import { idOfTitle } from './hidden-tests.js'
import { packageLimits } from './package-limits.js'
import { parseModule } from './parse-module.js'
import { speedLimits } from './protocol/bounds.js'

/** What a module of the package registers by a call of the kit, which is also its name. */
export type Registered = 'test' | 'scenario'

const most: Record<Registered, number> = { test: packageLimits.tests, scenario: speedLimits.scenarios }

/**
 * What is wrong with the ids of tests or scenarios, read from the source without running it: two of a kind with one id
 * could not be told apart in a report, and there may not be more than a report can show.
 */
export function findIdMistakes(
  modules: readonly (readonly [path: string, source: Buffer])[],
  kind: Registered,
): ProblemDetail[] {
  const seen = new Map<string, string>()
  const mistakes: ProblemDetail[] = []
  let [count, surplus] = [0, '']
  for (const [path, bytes] of modules) {
    for (const { id, line } of findIds(path, bytes.toString('utf8'), kind, mistakes)) {
      count += 1
      if (count === most[kind] + 1) surplus = `${path}:${line}`
      const first = seen.get(id)
      if (first)
        mistakes.push({
          pointer: `${path}:${line}`,
          detail: `The ${kind} id "${id}" is already used by ${first}: give one of them another title or its own id.`,
        })
      else seen.set(id, `${path}:${line}`)
    }
  }
  if (count > most[kind])
    mistakes.unshift({ pointer: surplus, detail: `There are ${count} ${kind}s; the maximum is ${most[kind]}.` })
  return mistakes
}

/** The parts of a syntax node that a title and options are read from. */
interface Literal {
  type: string
  value?: unknown
  properties?: { key?: { name?: string }; value?: Literal }[]
}

/** The calls that name their title in plain text; to `mistakes` it adds that of a source that cannot be parsed. */
export function findIds(
  path: string,
  source: string,
  kind: Registered,
  mistakes: ProblemDetail[],
): { id: string; line: number }[] {
  const { program, mistake } = parseModule(path, source)
  if (!program) {
    mistakes.push(mistake)
    return []
  }
  const found: { id: string; line: number }[] = []
  simple(program, {
    CallExpression(node) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== kind) return
      const [title, options] = node.arguments as Literal[]
      if (title?.type !== 'Literal' || typeof title.value !== 'string') return
      const named = options?.properties?.find((property) => property.key?.name === 'id')?.value?.value
      found.push({
        id: typeof named === 'string' ? named : idOfTitle(title.value, kind),
        line: node.loc?.start.line ?? 1,
      })
    },
  })
  return found
}

/** The id of a test that names none: its title in lower case, words joined by dashes. */
export const testId = (title: string): string => idOfTitle(title, 'test')
