import { parse as parseModule } from 'acorn'
import { simple } from 'acorn-walk'
import type { ProblemDetail } from './errors.js'

/** What a module of the package registers by a call of the kit, which is also its name. */
export type Registered = 'test' | 'scenario'

/** Two of a kind with one id could not be told apart in a report: ids are read from the source, without running it. */
export function findDuplicateIds(modules: readonly (readonly [path: string, source: Buffer])[], kind: Registered = 'test'): ProblemDetail[] {
  const seen = new Map<string, string>()
  const mistakes: ProblemDetail[] = []
  for (const [path, bytes] of modules) {
    for (const { id, line } of findIds(path, bytes.toString('utf8'), kind, mistakes)) {
      const first = seen.get(id)
      if (first) mistakes.push({ pointer: `${path}:${line}`, detail: `The ${kind} id "${id}" is taken by ${first}: give one of them another title or an id of its own.` })
      else seen.set(id, `${path}:${line}`)
    }
  }
  return mistakes
}

/** The parts of a syntax node that a title and options are read from. */
interface Literal {
  type: string
  value?: unknown
  properties?: { key?: { name?: string }; value?: Literal }[]
}

/** The calls that name their title in plain text; to `mistakes` it adds that of a source that is no JavaScript. */
export function findIds(path: string, source: string, kind: Registered, mistakes: ProblemDetail[]): { id: string; line: number }[] {
  const found: { id: string; line: number }[] = []
  try {
    const program = parseModule(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
    simple(program, {
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== kind) return
        const [title, options] = node.arguments as Literal[]
        if (title?.type !== 'Literal' || typeof title.value !== 'string') return
        const named = options?.properties?.find((property) => property.key?.name === 'id')?.value?.value
        found.push({ id: typeof named === 'string' ? named : idOfTitle(title.value, kind), line: node.loc?.start.line ?? 1 })
      },
    })
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number } }
    mistakes.push({ pointer: `${path}:${loc?.line ?? 1}`, detail: `This is not valid JavaScript: ${message}` })
  }
  return found
}

/** The id of a test that names none: its title in lower case, words joined by dashes. The kit does the same. */
export const testId = (title: string): string => idOfTitle(title, 'test')

function idOfTitle(title: string, kind: Registered): string {
  const slug = title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return slug.slice(0, 100).replace(/-+$/, '') || kind
}
