import { parse as parseModule } from 'acorn'
import { simple } from 'acorn-walk'
import type { ProblemDetail } from './errors.js'

/** Two hidden tests with one id could not be told apart in a report: ids are read from the source, without running it. */
export function findDuplicateIds(modules: readonly (readonly [path: string, source: Buffer])[]): ProblemDetail[] {
  const seen = new Map<string, string>()
  const mistakes: ProblemDetail[] = []
  for (const [path, bytes] of modules) {
    for (const { id, line } of findTestIds(path, bytes.toString('utf8'), mistakes)) {
      const first = seen.get(id)
      if (first) mistakes.push({ pointer: `${path}:${line}`, detail: `The test id "${id}" is taken by ${first}: give one of them another title or an id of its own.` })
      else seen.set(id, `${path}:${line}`)
    }
  }
  return mistakes
}

/** The parts of a syntax node that a test's title and options are read from. */
interface Literal {
  type: string
  value?: unknown
  properties?: { key?: { name?: string }; value?: Literal }[]
}

function findTestIds(path: string, source: string, mistakes: ProblemDetail[]): { id: string; line: number }[] {
  const found: { id: string; line: number }[] = []
  try {
    const program = parseModule(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
    simple(program, {
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'test') return
        const [title, options] = node.arguments as Literal[]
        if (title?.type !== 'Literal' || typeof title.value !== 'string') return
        const named = options?.properties?.find((property) => property.key?.name === 'id')?.value?.value
        found.push({ id: typeof named === 'string' ? named : testId(title.value), line: node.loc?.start.line ?? 1 })
      },
    })
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number } }
    mistakes.push({ pointer: `${path}:${loc?.line ?? 1}`, detail: `This is not valid JavaScript: ${message}` })
  }
  return found
}

/** The id of a test that names none: its title in lower case, words joined by dashes. The kit does the same. */
export function testId(title: string): string {
  const slug = title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return slug.slice(0, 100).replace(/-+$/, '') || 'test'
}
