import { AjvCompiler } from '@fastify/ajv-compiler'
import type { FastifyInstance, FastifySchemaCompiler, FastifySchema } from 'fastify'
import { CallerError } from '../contracts/errors.js'
import { scanJson } from './scan-json.js'

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
