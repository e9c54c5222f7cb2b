import { AjvCompiler } from '@fastify/ajv-compiler'
import type { FastifyInstance, FastifySchema, FastifySchemaCompiler } from 'fastify'
import { CallerError } from '../../contracts/errors.js'

const build = AjvCompiler()
const common = { removeAdditional: false, useDefaults: true, allErrors: false } as const

/** Addresses, headers and forms hold text: it is read as the type that is asked for. */
const textCompiler = build({}, { customOptions: { ...common, coerceTypes: 'array' } })
/** JSON has types of its own: nothing is read as what it is not, `null` as an empty text least of all. */
const jsonCompiler = build({}, { customOptions: { ...common, coerceTypes: false } })

/** No body of ours is nested deeper than a few levels; 64 KB hold no more members than this. */
const jsonBounds = { depth: 32, members: 65_536 } as const

/** How what comes in is parsed, and held against the schema of its route. */
export function addInputChecks(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const excess = scanJson(String(body), jsonBounds)
    if (excess) done(new CallerError('bad-request', `The body ${excess}.`))
    else parseJson(request, String(body), done)
  })
  app.setValidatorCompiler(((route) =>
    (route.httpPart === 'body' ? jsonCompiler : textCompiler)(route)) as FastifySchemaCompiler<FastifySchema>)
}

/** For routes whose bodies are forms. */
export function addFormChecks(app: FastifyInstance): void {
  app.setValidatorCompiler(textCompiler as FastifySchemaCompiler<FastifySchema>)
}

/** What a JSON text may hold, so that parsing it costs no more than its length is worth. */
export interface JsonBounds {
  /** Objects and arrays inside each other. */
  depth: number
  /** Keys and list items in all of it. */
  members: number
}

const marks = /["{}[\],]/g
const colon = /\s*:/y

/**
 * Walks over a JSON text once, before it is parsed: deep nesting costs a parser far more than its bytes. Says what of
 * `bounds` it exceeds, else `null`. `onKey` gets each key as it is written, and a set that is its object's own. Of text
 * that is no JSON it says nothing: the parser does.
 */
export function scanJson(
  text: string,
  bounds: JsonBounds,
  onKey?: (quoted: string, siblings: Set<string>) => void,
): string | null {
  const open: Set<string>[] = []
  let members = 0
  marks.lastIndex = 0
  while (marks.test(text)) {
    const at = marks.lastIndex - 1
    const mark = text[at]
    if (mark === '"') {
      const end = endOfString(text, at)
      colon.lastIndex = end
      const siblings = open.at(-1)
      if (onKey && siblings && colon.test(text)) onKey(text.slice(at, end), siblings)
      marks.lastIndex = end
    } else if (mark === '{' || mark === '[') {
      if (open.push(new Set()) > bounds.depth) return `is nested deeper than ${bounds.depth} levels`
    } else if (mark === ',') {
      members += 1
      if (members > bounds.members) return `has more than ${bounds.members} members`
    } else {
      open.pop()
    }
  }
  return null
}

/** The index behind the closing quote of the string that opens at `start`; that of the end where it is not closed. */
function endOfString(text: string, start: number): number {
  let quote = start
  let backslashes: number
  do {
    quote = text.indexOf('"', quote + 1)
    if (quote < 0) return text.length
    backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  } while (backslashes % 2 === 1)
  return quote + 1
}
