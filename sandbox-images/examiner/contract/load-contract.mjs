import { readFile } from 'node:fs/promises'
import { AuthorMistake } from '../kit/test-failure.mjs'
import { adaptSchemas } from './adapt-schemas.mjs'
import { enter, followReference, isObject } from './find-reference.mjs'
import { compileTemplate } from './match-operation.mjs'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const documentId = 'contract'

/**
 * @typedef {{ mediaTypes: Map<string, import('ajv').ValidateFunction | null> | null }} DocumentedResponse
 * @typedef {{ method: string, path: string, template: { pattern: RegExp, literals: number },
 *   responses: Map<string, DocumentedResponse> }} Operation
 */

/**
 * Reads `openapi.yaml` (3.0 or 3.1) into the operations that responses are checked against, every
 * schema compiled. Throws `AuthorMistake` with the place and what is wrong there.
 * @param {string} file @returns {Promise<Operation[]>}
 */
export async function loadContract(file) {
  const raw = await parseDocument(await readFile(file, 'utf8'))
  const version = /^3\.([01])\.\d+/.exec(String(raw.openapi))?.[1]
  if (!version) throw new AuthorMistake('openapi.yaml: "openapi" must be a version 3.0.x or 3.1.x')
  if (!isObject(raw.paths)) throw new AuthorMistake('openapi.yaml: "paths" is missing')
  const document = version === '0' ? adaptSchemas(raw) : raw
  const compile = await createCompiler(version, document)
  const components = enter({ node: document, pointer: '' }, 'components')
  const schemas = components && enter(components, 'schemas')
  for (const name of Object.keys(schemas?.node ?? {})) compile(enter(schemas, name), `schema ${name}`)
  const reading = { document, compile, basePath: findBasePath(document) }
  return Object.keys(document.paths).flatMap((path) => readPath(reading, path))
}

async function parseDocument(text) {
  const { parseDocument: parseYaml } = await import('yaml')
  const parsed = parseYaml(text)
  const [error] = parsed.errors
  if (error) throw new AuthorMistake(`openapi.yaml:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
  const document = parsed.toJS({ maxAliasCount: 100 })
  if (!isObject(document)) throw new AuthorMistake('openapi.yaml: an object is expected at the top level')
  return document
}

async function createCompiler(version, document) {
  const { default: module } = version === '0' ? await import('ajv') : await import('ajv/dist/2020.js')
  const { default: addFormats } = await import('ajv-formats')
  const ajv = new module.default({ strict: false, logger: false, validateSchema: true, addUsedSchema: false })
  addFormats.default(ajv)
  ajv.addSchema(document, documentId, undefined, false)
  const refuse = (where, text) => {
    throw new AuthorMistake(`openapi.yaml: ${where}: ${text}`)
  }
  return (place, where) => {
    if (!ajv.validateSchema(place.node)) refuse(where, ajv.errorsText(undefined, { dataVar: 'schema' }))
    try {
      return ajv.compile({ $ref: `${documentId}#${place.pointer}` })
    } catch (error) {
      return refuse(where, error.message)
    }
  }
}

function findBasePath({ servers }) {
  const url = servers?.[0]?.url
  return typeof url === 'string' && URL.canParse(url, 'http://service')
    ? new URL(url, 'http://service').pathname.replace(/\/$/, '')
    : ''
}

function readPath(reading, path) {
  if (!path.startsWith('/')) throw new AuthorMistake(`openapi.yaml: the path "${path}" must begin with "/"`)
  const paths = { node: reading.document.paths, pointer: '/paths' }
  const item = followReference(reading.document, enter(paths, path))
  const template = compileTemplate(reading.basePath + path)
  return methods.flatMap((name) => {
    const operation = enter(item, name)
    if (!operation) return []
    const method = name.toUpperCase()
    return [{ method, path, template, responses: readResponses(reading, operation, `${method} ${path}`) }]
  })
}

function readResponses(reading, operation, where) {
  const responses = enter(operation, 'responses')
  const statuses = isObject(responses?.node) ? Object.keys(responses.node) : []
  if (statuses.length === 0) throw new AuthorMistake(`openapi.yaml: ${where} documents no responses`)
  return new Map(
    statuses.map((status) => {
      if (!/^([1-5]\d\d|[1-5]XX|default)$/.test(status))
        throw new AuthorMistake(`openapi.yaml: ${where}: "${status}" is not a status`)
      const response = followReference(reading.document, enter(responses, status))
      return [status, { mediaTypes: readContent(reading, response, `${where}, response ${status}`) }]
    }),
  )
}

function readContent({ document, compile }, response, where) {
  const content = enter(response, 'content')
  if (!content) return null
  if (!isObject(content.node)) throw new AuthorMistake(`openapi.yaml: ${where}: "content" must name media types`)
  return new Map(
    Object.keys(content.node).map((type) => {
      const schema = enter(followReference(document, enter(content, type)), 'schema')
      return [type.split(';')[0].trim().toLowerCase(), schema ? compile(schema, where) : null]
    }),
  )
}
