import { isObject } from './find-reference.mjs'

/**
 * OpenAPI 3.0 has its own dialect of JSON Schema; this rewrites a document so that a validator of the
 * standard understands it: `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and
 * neighbours of `$ref`, which 3.0 ignores.
 */
export function adaptSchemas(node) {
  if (Array.isArray(node)) return node.map(adaptSchemas)
  if (!isObject(node)) return node
  if (typeof node.$ref === 'string') return { $ref: node.$ref }
  const adapted = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, adaptSchemas(value)]))
  adaptBound(adapted, 'minimum', 'exclusiveMinimum')
  adaptBound(adapted, 'maximum', 'exclusiveMaximum')
  return adapted.nullable === true ? adaptNullable(adapted) : adapted
}

function adaptBound(schema, bound, exclusive) {
  if (schema[exclusive] === true) {
    schema[exclusive] = schema[bound]
    delete schema[bound]
  } else if (schema[exclusive] === false) {
    delete schema[exclusive]
  }
}

function adaptNullable({ nullable: _, ...schema }) {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const values = Array.isArray(schema.enum) && !schema.enum.includes(null) ? { enum: [...schema.enum, null] } : {}
  return { ...schema, ...values, type: [schema.type, 'null'] }
}
