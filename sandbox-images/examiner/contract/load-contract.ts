import { readFile } from 'node:fs/promises'
import type { AnySchema, ValidateFunction } from 'ajv'
import { AuthorMistake } from '../kit/test-failure.js'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const documentId = 'contract'

/** A response that the contract has. `mediaTypes`: how each is validated, if it is; `null` where none is documented. */
export interface DocumentedResponse {
  mediaTypes: Map<string, ValidateFunction | null> | null
}

export interface Operation {
  method: string
  path: string
  template: PathTemplate
  responses: Map<string, DocumentedResponse>
}

type Document = Record<string, unknown>
type Compile = (place: Place, where: string) => ValidateFunction

/**
 * Reads `openapi.yaml` (3.0 or 3.1) into the operations that responses are checked against, every
 * schema compiled. Throws `AuthorMistake` with the place and what is wrong there.
 */
export async function loadContract(file: string): Promise<Operation[]> {
  const raw = await parseDocument(await readFile(file, 'utf8'))
  const version = /^3\.([01])\.\d+/.exec(String(raw['openapi']))?.[1]
  if (!version) throw new AuthorMistake('openapi.yaml: "openapi" must be a version 3.0.x or 3.1.x')
  if (!isObject(raw['paths'])) throw new AuthorMistake('openapi.yaml: "paths" is missing')
  const document = version === '0' ? (adaptSchemas(raw) as Document) : raw
  const compile = await createCompiler(version, document)
  const components = enter({ node: document, pointer: '' }, 'components')
  const schemas = components && enter(components, 'schemas')
  if (schemas)
    for (const name of Object.keys(schemas.node ?? {})) compile(enter(schemas, name) as Place, `schema ${name}`)
  const reading = { document, compile, basePath: findBasePath(document) }
  return Object.keys(document['paths'] as Document).flatMap((path) => readPath(reading, path))
}

async function parseDocument(text: string): Promise<Document> {
  const { parseDocument: parseYaml } = await import('yaml')
  const parsed = parseYaml(text)
  const [error] = parsed.errors
  if (error) throw new AuthorMistake(`openapi.yaml:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
  const document: unknown = parsed.toJS({ maxAliasCount: 100 })
  if (!isObject(document)) throw new AuthorMistake('openapi.yaml: an object is expected at the top level')
  return document
}

async function createCompiler(version: string, document: Document): Promise<Compile> {
  const { default: module } = version === '0' ? await import('ajv') : await import('ajv/dist/2020.js')
  const { default: addFormats } = await import('ajv-formats')
  const ajv = new module.default({ strict: false, logger: false, validateSchema: true, addUsedSchema: false })
  addFormats.default(ajv)
  ajv.addSchema(document, documentId, undefined, false)
  const refuse = (where: string, text: string): never => {
    throw new AuthorMistake(`openapi.yaml: ${where}: ${text}`)
  }
  return (place, where) => {
    if (!ajv.validateSchema(place.node as AnySchema)) refuse(where, ajv.errorsText(undefined, { dataVar: 'schema' }))
    try {
      return ajv.compile({ $ref: `${documentId}#${place.pointer}` })
    } catch (error) {
      return refuse(where, (error as Error).message)
    }
  }
}

function findBasePath({ servers }: Document): string {
  const url: unknown = (servers as { url?: unknown }[] | undefined)?.[0]?.url
  return typeof url === 'string' && URL.canParse(url, 'http://service')
    ? new URL(url, 'http://service').pathname.replace(/\/$/, '')
    : ''
}

interface PathTemplate {
  pattern: RegExp
  literals: number
}

/**
 * A path of the contract as a pattern: `{name}` stands for anything inside one segment.
 * `literals` counts the segments without one: where two templates match, the more literal wins.
 */
function compileTemplate(path: string): PathTemplate {
  const source = path
    .split(/(\{[^/{}]+\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+?' : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
    .join('')
  return {
    pattern: new RegExp(`^${source}/?$`),
    literals: path.split('/').filter((segment) => !segment.includes('{')).length,
  }
}

interface Reading {
  document: Document
  compile: Compile
  basePath: string
}

function readPath(reading: Reading, path: string): Operation[] {
  if (!path.startsWith('/')) throw new AuthorMistake(`openapi.yaml: the path "${path}" must begin with "/"`)
  const paths = { node: reading.document['paths'], pointer: '/paths' }
  const item = followReference(reading.document, enter(paths, path) as Place)
  const template = compileTemplate(reading.basePath + path)
  return methods.flatMap((name) => {
    const operation = enter(item, name)
    if (!operation) return []
    const method = name.toUpperCase()
    return [{ method, path, template, responses: readResponses(reading, operation, `${method} ${path}`) }]
  })
}

function readResponses(reading: Reading, operation: Place, where: string): Map<string, DocumentedResponse> {
  const responses = enter(operation, 'responses')
  const statuses = isObject(responses?.node) ? Object.keys(responses.node) : []
  if (responses === undefined || statuses.length === 0)
    throw new AuthorMistake(`openapi.yaml: ${where} documents no responses`)
  return new Map(
    statuses.map((status) => {
      if (!/^([1-5]\d\d|[1-5]XX|default)$/.test(status))
        throw new AuthorMistake(`openapi.yaml: ${where}: "${status}" is not a status`)
      const response = followReference(reading.document, enter(responses, status) as Place)
      return [status, { mediaTypes: readContent(reading, response, `${where}, response ${status}`) }]
    }),
  )
}

function readContent({ document, compile }: Reading, response: Place, where: string): DocumentedResponse['mediaTypes'] {
  const content = enter(response, 'content')
  if (!content) return null
  if (!isObject(content.node)) throw new AuthorMistake(`openapi.yaml: ${where}: "content" must name media types`)
  return new Map(
    Object.keys(content.node).map((type) => {
      const schema = enter(followReference(document, enter(content, type) as Place), 'schema')
      return [mediaTypeOf(type), schema ? compile(schema, where) : null]
    }),
  )
}

/** `application/json` of `application/json; charset=utf-8`. */
export const mediaTypeOf = (value: string): string => (value.split(';')[0] ?? '').trim().toLowerCase()

/** A part of the document and where it stands in it. */
interface Place {
  node: unknown
  pointer: string
}

/** The part below `place`, or `undefined` where there is none. */
function enter(place: Place, name: string): Place | undefined {
  const node = isObject(place.node) && Object.hasOwn(place.node, name) ? place.node[name] : undefined
  return node === undefined ? undefined : { node, pointer: `${place.pointer}/${encodeToken(name)}` }
}

/** The part itself, or the one that its `$ref` names. Only references inside the document are known. */
function followReference(document: Document, place: Place): Place {
  let current = place
  for (let hops = 0; isObject(current.node) && typeof current.node['$ref'] === 'string'; hops++) {
    const reference = current.node['$ref']
    if (!reference.startsWith('#/') || hops > 20)
      throw new AuthorMistake(`openapi.yaml: cannot follow the reference ${reference}`)
    let target: Place | undefined = { node: document, pointer: '' }
    for (const token of reference.slice(2).split('/')) {
      target = target && enter(target, decodeToken(token))
    }
    if (!target) throw new AuthorMistake(`openapi.yaml: there is nothing at ${reference}`)
    current = target
  }
  return current
}

const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const encodeToken = (name: string) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
const decodeToken = (token: string) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')

/**
 * OpenAPI 3.0 has its own dialect of JSON Schema; this rewrites a document so that a validator of the
 * standard understands it: `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and
 * neighbours of `$ref`, which 3.0 ignores.
 */
function adaptSchemas(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(adaptSchemas)
  if (!isObject(node)) return node
  if (typeof node['$ref'] === 'string') return { $ref: node['$ref'] }
  const adapted: Document = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, adaptSchemas(value)]))
  adaptBound(adapted, 'minimum', 'exclusiveMinimum')
  adaptBound(adapted, 'maximum', 'exclusiveMaximum')
  return adapted['nullable'] === true ? adaptNullable(adapted) : adapted
}

function adaptBound(schema: Document, bound: string, exclusive: string): void {
  if (schema[exclusive] === true) {
    schema[exclusive] = schema[bound]
    delete schema[bound]
  } else if (schema[exclusive] === false) {
    delete schema[exclusive]
  }
}

function adaptNullable({ nullable: _, ...schema }: Document): Document {
  const { type, enum: values } = schema
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const withNull = Array.isArray(values) && !values.includes(null) ? { enum: [...(values as unknown[]), null] } : {}
  return { ...schema, ...withNull, type: [type, 'null'] }
}
