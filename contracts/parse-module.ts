import { Parser, type Node, type Options, type Program } from 'acorn'
import type { ProblemDetail } from './errors.js'
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
