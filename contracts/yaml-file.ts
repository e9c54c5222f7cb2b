import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { ProblemDetail } from './errors.js'

/** A YAML file of a package: its value where it is right, else at least one mistake. */
export interface YamlFile<T> {
  value?: T
  mistakes: ProblemDetail[]
  /** `file:line` of the deepest node that exists on the way to a JSON pointer. */
  at(pointer: string): string
}

/** Reads YAML against a schema; every mistake is named with `path:line`, unknown keys among them. */
export function readYamlFile<S extends TSchema>(schema: S, path: string, text: string): YamlFile<Static<S>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const at = (pointer: string) => `${path}:${lineOf(document, lines, pointer)}`
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((e) => ({ pointer: `${path}:${e.linePos?.[0].line ?? 1}`, detail: e.message.split('\n')[0] ?? '' }))
    return { mistakes, at }
  }
  const value: unknown = document.toJS()
  const mistakes = [...Value.Errors(schema, value)]
    .filter((error) => error.keyword !== 'boolean') // says "schema is false" beside each unknown key, which is named anyway
    .flatMap((error) => describe(error, at))
  return mistakes.length > 0 ? { mistakes, at } : { value: value as Static<S>, mistakes, at }
}

interface SchemaError {
  keyword: string
  instancePath: string
  message: string
  params: object
}

function describe(error: SchemaError, at: (pointer: string) => string): ProblemDetail[] {
  const params = error.params as { additionalProperties?: string[]; requiredProperties?: string[]; allowedValues?: unknown[] }
  const where = error.instancePath || 'the top level'
  if (params.additionalProperties) {
    return params.additionalProperties.map((key) => ({
      pointer: at(`${error.instancePath}/${key}`),
      detail: `Unknown key "${key}" in ${where}: take it out or correct its spelling.`,
    }))
  }
  if (params.requiredProperties) {
    return params.requiredProperties.map((key) => ({ pointer: at(error.instancePath), detail: `The key "${key}" is missing in ${where}.` }))
  }
  const allowed = params.allowedValues ? ` (${params.allowedValues.join(', ')})` : ''
  return [{ pointer: at(error.instancePath), detail: `${where} ${error.message}${allowed}.` }]
}

function lineOf(document: Document, lines: LineCounter, pointer: string): number {
  const keys = pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
