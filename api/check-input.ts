import { AjvCompiler } from '@fastify/ajv-compiler'
import type { FastifyInstance, FastifySchemaCompiler, FastifySchema } from 'fastify'

const build = AjvCompiler()
const common = { removeAdditional: false, useDefaults: true, allErrors: false } as const

/** Addresses, headers and forms hold text: it is read as the type that is asked for. */
const textCompiler = build({}, { customOptions: { ...common, coerceTypes: 'array' } })
/** JSON has types of its own: nothing is read as what it is not, `null` as an empty text least of all. */
const jsonCompiler = build({}, { customOptions: { ...common, coerceTypes: false } })

/** How what comes in is held against the schema of its route. */
export function addInputChecks(app: FastifyInstance): void {
  app.setValidatorCompiler(((route) => (route.httpPart === 'body' ? jsonCompiler : textCompiler)(route)) as FastifySchemaCompiler<FastifySchema>)
}

/** For routes whose bodies are forms. */
export function addFormChecks(app: FastifyInstance): void {
  app.setValidatorCompiler(textCompiler as FastifySchemaCompiler<FastifySchema>)
}
