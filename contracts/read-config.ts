import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'

/**
 * Reads settings out of environment variables by a schema: text becomes numbers and booleans, absent keys
 * take their default, empty counts as absent, keys the schema does not name are left aside.
 * Throws one error that names every wrong key and what is expected there; never prints a value.
 */
export function readConfig<Schema extends TObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): Static<Schema> {
  const given = Object.keys(schema.properties).flatMap((key) => (environment[key] ? [[key, environment[key]]] : []))
  const config = Value.Default(schema, Value.Convert(schema, Object.fromEntries(given)))
  const mistakes = Value.Errors(schema, config).flatMap((error) => {
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties
    return missing
      ? missing.map((key) => `${key} is missing${explain(schema, key)}`)
      : [`${error.instancePath.slice(1)} ${error.message}${explain(schema, error.instancePath.slice(1))}`]
  })
  if (mistakes.length > 0)
    throw new Error(`The settings are not valid:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`)
  return config as Static<Schema>
}

function explain(schema: TObject, key: string): string {
  const { description } = (schema.properties[key] ?? {}) as { description?: string }
  return description ? ` (${description})` : ''
}

/** Settings as they may be printed: what is marked `secret` in the schema is masked, passwords in URLs too. */
export function maskConfig<Schema extends TObject>(schema: Schema, config: Static<Schema>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config as Record<string, unknown>).map(([key, value]) => {
      const { secret } = (schema.properties[key] ?? {}) as { secret?: boolean }
      if (secret) return [key, '***']
      return [key, typeof value === 'string' ? value.replace(/(:\/\/[^:@/]*:)[^@/]*@/, '$1***@') : value]
    }),
  )
}
