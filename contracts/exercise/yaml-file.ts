import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { isAlias, isCollection, Lexer, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { ProblemDetail } from '../errors.js'
import { isExpectation, packageLimits } from './package-limits.js'
import type { SourceTree } from '../source-tree.js'

/** A YAML file of a package: its value where it is right, else at least one mistake. */
export interface YamlFile<T> {
  value?: T
  mistakes: ProblemDetail[]
  /** `file:line` of the deepest node that exists on the way to a JSON pointer. */
  at(pointer: string): string
}

/**
 * Reads YAML against a schema; every mistake is named with `path:line`, unknown keys among them. A file that would cost
 * more than `packageLimits` allow is refused by its number of tokens, before it is parsed.
 */
export function readYamlFile<S extends TSchema>(schema: S, path: string, text: string): YamlFile<Static<S>> {
  const lines = new LineCounter()
  const excess = findExcess(path, text)
  if (excess) return { mistakes: [excess], at: () => path }
  const place = (offset: number) => `${path}:${lines.linePos(offset).line || 1}`
  try {
    // Pretty errors quote the source, for which each of them walks over all of it.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const at = (pointer: string) => place(offsetOf(document, pointer))
    const broken = describeErrors(document, place)
    const mistakes = broken.length > 0 ? broken : findCostlyNodes(document, place)
    if (mistakes.length > 0) return { mistakes, at }
    const value: unknown = document.toJS()
    const wrong = [...Value.Errors(schema, value)]
      .filter((error) => error.keyword !== 'boolean') // says "schema is false" beside each unknown key, which is named anyway
      .slice(0, packageLimits.mistakes)
      .flatMap((error) => describe(error, at))
    return wrong.length > 0 ? { mistakes: wrong, at } : { value: value as Static<S>, mistakes: [], at }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { mistakes: [{ pointer: `${path}:1`, detail: tooDeep }], at: () => path } // the stack overflowed
  }
}

const { yamlBytes, yamlTokens, yamlDepth, contractBytes, contractTokens, contractDepth } = packageLimits
const tooDeepFor = (depth: number) => `The file is nested deeper than ${depth} levels: none of its keys needs that.`
const tooDeep = tooDeepFor(yamlDepth)

/** YAML that others read later, on each run or in `verify`: refused here where it would cost them too much. */
export function findCostlyYaml(files: SourceTree): ProblemDetail[] {
  return [...files].flatMap(([path, source]) => {
    if (isExpectation(path)) return findExcess(path, source.toString('utf8')) ?? []
    if (path === 'openapi.yaml')
      return (
        findExcess(path, source.toString('utf8'), {
          bytes: contractBytes,
          tokens: contractTokens,
          depth: contractDepth,
        }) ?? []
      )
    return []
  })
}

/**
 * What of `openapi.yaml` is no YAML: the examiner would not load it. Call it where `findCostlyYaml` has found nothing.
 */
export function findBrokenContract(files: SourceTree): ProblemDetail[] {
  const lines = new LineCounter()
  const document = parseDocument(files.get('openapi.yaml')?.toString('utf8') ?? '', {
    lineCounter: lines,
    prettyErrors: false,
  })
  return describeErrors(document, (offset) => `openapi.yaml:${lines.linePos(offset).line || 1}`)
}

const describeErrors = ({ errors }: Document, place: (offset: number) => string): ProblemDetail[] =>
  errors
    .slice(0, packageLimits.mistakes)
    .map(({ pos, message }) => ({ pointer: place(pos[0]), detail: message.split('\n')[0] ?? '' }))

/** Tokens are counted in linear time; parsing takes the square of some of them. */
function findExcess(
  path: string,
  text: string,
  most: { bytes: number; tokens: number; depth: number } = { bytes: yamlBytes, tokens: yamlTokens, depth: yamlDepth },
): ProblemDetail | undefined {
  if (text.length > most.bytes)
    return { pointer: path, detail: `The file is larger than ${most.bytes / 1024} KB: shorten it.` }
  const nesting = new Nesting()
  let [count, line] = [0, 1]
  for (const token of new Lexer().lex(text)) {
    count += 1
    if (count > most.tokens)
      return {
        pointer: `${path}:${line}`,
        detail: `The file has more than ${most.tokens} keys, values and symbols up to here: shorten it.`,
      }
    if (nesting.depthAfter(token) > most.depth) return { pointer: `${path}:${line}`, detail: tooDeepFor(most.depth) }
    line += token.split('\n').length - 1
  }
  return undefined
}

/**
 * Parsers recurse as deep as the file does, and V8 may end the process where the stack ends: so depth is told by
 * tokens.
 */
class Nesting {
  #flow = 0
  #marks = 0
  #indents: number[] = []
  #isLineStart = true

  depthAfter(token: string): number {
    const isText = token.trim() !== ''
    if (token === '[' || token === '{') this.#flow += 1
    else if (token === ']' || token === '}') this.#flow -= 1
    else if (token === '-' || token === '?') this.#marks += 1
    else if (isText) this.#marks = 0
    if (this.#isLineStart && this.#flow === 0) this.#indent(isText ? 0 : token.replace('\n', '').length)
    this.#isLineStart = token.endsWith('\n')
    return Math.max(this.#flow, this.#marks, this.#indents.length)
  }

  #indent(width: number): void {
    while ((this.#indents.at(-1) ?? -1) >= width) this.#indents.pop()
    if (width > 0) this.#indents.push(width)
  }
}

/** Aliases let a short file stand for an endless value. */
function findCostlyNodes(document: Document, place: (offset: number) => string): ProblemDetail[] {
  const found: ProblemDetail[] = []
  visit(document, (_key, node, path) => {
    const offset = (node as { range?: [number] } | null)?.range?.[0] ?? 0
    if (isAlias(node))
      found.push({
        pointer: place(offset),
        detail: `Aliases are not supported here: write the value instead of *${node.source.slice(0, 40)}.`,
      })
    else if (isCollection(node) && path.filter(isCollection).length >= yamlDepth)
      found.push({ pointer: place(offset), detail: tooDeep })
    return found.length > 0 ? visit.BREAK : undefined
  })
  return found
}

interface SchemaError {
  keyword: string
  instancePath: string
  message: string
  params: object
}

function describe(error: SchemaError, at: (pointer: string) => string): ProblemDetail[] {
  const params = error.params as {
    additionalProperties?: string[]
    requiredProperties?: string[]
    allowedValues?: unknown[]
  }
  const where = error.instancePath || 'the top level'
  if (params.additionalProperties) {
    return params.additionalProperties.slice(0, packageLimits.mistakes).map((key) => ({
      pointer: at(`${error.instancePath}/${key}`),
      detail: `Unknown key "${key}" in ${where}: remove it or correct its spelling.`,
    }))
  }
  if (params.requiredProperties) {
    return params.requiredProperties.map((key) => ({
      pointer: at(error.instancePath),
      detail: `The key "${key}" is missing in ${where}.`,
    }))
  }
  const allowed = params.allowedValues ? ` (${params.allowedValues.join(', ')})` : ''
  return [{ pointer: at(error.instancePath), detail: `${where} ${error.message}${allowed}.` }]
}

function offsetOf(document: Document, pointer: string): number {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}
