import { text } from 'node:stream/consumers'

/** The body as the schema reads it; throws an error with the status that fits. */
export async function parseBody(ctx, schema) {
  if (!ctx.is('application/json')) ctx.throw(415, 'Send application/json.')
  const result = schema.safeParse(parseJson(ctx, await text(ctx.req)))
  if (result.success) return result.data
  const errors = result.error.issues.flatMap(({ path, keys, message }) =>
    (keys ?? [path.join('.')]).map((field) => ({ field, message })))
  return ctx.throw(422, 'The link is not valid.', { errors })
}

function parseJson(ctx, body) {
  try {
    return JSON.parse(body)
  } catch {
    return ctx.throw(400, 'The body is not valid JSON.')
  }
}
