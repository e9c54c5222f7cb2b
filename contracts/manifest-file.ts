import { Value } from 'typebox/value'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { ProblemDetail } from './errors.js'
import { ManifestSchema, type Manifest } from './manifest.js'

/** Reads `exercise.yaml`; every mistake is named with its line. Without a manifest there is at least one mistake. */
export function readManifest(text: string): { manifest?: Manifest; mistakes: ProblemDetail[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    return { mistakes: document.errors.map((e) => ({ pointer: `exercise.yaml:${e.linePos?.[0].line ?? 1}`, detail: e.message.split('\n')[0] ?? '' })) }
  }
  const value: unknown = document.toJS()
  const at = (pointer: string) => `exercise.yaml:${lineOf(document, lines, pointer)}`
  const mistakes = [...Value.Errors(ManifestSchema, value)]
    .filter((error) => error.keyword !== 'boolean') // says "schema is false" beside each unknown key, which is named anyway
    .flatMap((error) => describe(error, at))
  if (mistakes.length > 0) return { mistakes }
  const manifest = value as Manifest
  const { correctness, speed, quality } = manifest.weights
  const sum = correctness + speed + quality
  if (sum !== 100) mistakes.push({ pointer: at('/weights'), detail: `The weights sum to ${sum}; they must sum to 100.` })
  return { manifest, mistakes }
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

/** The line of the deepest node that exists on the way to a JSON pointer. */
function lineOf(document: Document, lines: LineCounter, pointer: string): number {
  const path = pointer.split('/').slice(1).map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
