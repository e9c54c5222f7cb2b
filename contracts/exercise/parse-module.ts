import { type Node, type Options, Parser, type Program } from 'acorn'
import { simple } from 'acorn-walk'
import type { ProblemDetail } from '../errors.js'
import { idOfTitle } from '../hidden-tests.js'
import { speedLimits } from '../protocol/bounds.js'
import { packageLimits } from './package-limits.js'

/** A module's syntax, or why there is none. */
export type ParsedModule = { program: Program; mistake?: undefined } | { program?: undefined; mistake: ProblemDetail }

const options: Options = { ecmaVersion: 'latest', sourceType: 'module', locations: true }
const { moduleDepth } = packageLimits
const tooDeep = `The code is nested deeper than ${moduleDepth} levels, or has an expression with more parts than that: split it.`

/**
 * Parses a module of a package. Both the parser and what walks over its tree recurse as deep as the code does, and V8
 * may end the process where the stack ends: so depth is bounded while the code is parsed.
 */
export function parseModule(path: string, source: string): ParsedModule {
  try {
    const program = BoundedParser.parse(source, options)
    return isTooDeep(program) ? { mistake: { pointer: `${path}:1`, detail: tooDeep } } : { program }
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number } }
    const detail = message.startsWith(tooDeep) ? tooDeep : `This is not valid JavaScript: ${message}`
    return { mistake: { pointer: `${path}:${loc?.line ?? 1}`, detail } }
  }
}

/** The line of the first mistake in what should be one expression, such as JSON; `null` where it is none. */
export function findSyntaxError(source: string): number | null {
  try {
    BoundedParser.parseExpressionAt(source, 0, options)
    return null
  } catch (error) {
    return (error as { loc?: { line: number } }).loc?.line ?? 1
  }
}

/** Methods of the parser through one of which all its recursion goes, that of regular expressions included. */
const recursive = [
  'parseStatement',
  'parseMaybeAssign',
  'parseExprOp',
  'parseMaybeUnary',
  'parseExprAtom',
  'parseBindingAtom',
  'regexp_disjunction',
  'regexp_eatClassSetOperand',
]

interface Parsing {
  depth?: number
  start: number
  raise(at: number, message: string): never
}

const BoundedParser = Parser.extend((Base: typeof Parser) => {
  class Bounded extends Base {}
  const methods = Bounded.prototype as unknown as Record<string, (this: Parsing, ...parameters: unknown[]) => unknown>
  for (const name of recursive) {
    const parse = methods[name]
    if (!parse) throw new Error(`The parser has no ${name}`)
    methods[name] = function (...parameters) {
      this.depth = (this.depth ?? 0) + 1
      if (this.depth > moduleDepth) this.raise(this.start, tooDeep)
      const parsed = parse.apply(this, parameters)
      this.depth -= 1
      return parsed
    }
  }
  return Bounded
})

/** Chains such as `a.b.c` and `a()()` are parsed in a loop, but their tree is as deep as they are long. */
function isTooDeep(program: Program): boolean {
  let level: Node[] = [program]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > 2 * moduleDepth) return true
    level = level.flatMap((node) => Object.values(node).flat().filter(isNode))
  }
  return false
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'

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
