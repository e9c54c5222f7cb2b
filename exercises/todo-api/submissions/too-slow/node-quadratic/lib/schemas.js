const { z } = require('zod')
const { HttpError } = require('./http-error')

const text = (longest) =>
  z.string()
    .refine((value) => [...value].length <= longest, `at most ${longest} characters`)
    .refine((value) => !value.includes('\u0000'), 'U+0000 is not allowed')

const fields = {
  title: text(200).refine((value) => value.trim() !== '', 'must not be blank'),
  notes: text(10000),
  done: z.boolean(),
  dueOn: z.iso.date().nullable(),
}

const newTodo = z.strictObject({ ...fields, notes: fields.notes.default(''), done: fields.done.default(false), dueOn: fields.dueOn.default(null) })
const todoChange = z.strictObject(fields).partial()
const timeEntry = z.strictObject({ minutes: z.int().min(1).max(1440) })

const listQuery = z.object({
  limit: z.string().regex(/^\d{1,3}$/).transform(Number).refine((limit) => limit >= 1 && limit <= 100).default(20),
  cursor: z.string().regex(/^after-\d{1,9}$/).transform((cursor) => Number(cursor.slice(6))).default(0),
  done: z.enum(['true', 'false']).transform((done) => done === 'true').nullable().default(null),
  search: z.string().refine((search) => !search.includes('\u0000')).default(''),
})

function parseBody(schema, body) {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const errors = result.error.issues.flatMap(({ path, keys, message }) =>
    (keys ?? [path.join('.')]).map((field) => ({ field, message })))
  throw new HttpError(422, 'The body is not valid.', { errors })
}

function parseQuery(schema, query) {
  const result = schema.safeParse(query)
  if (!result.success) throw new HttpError(400, `The parameter ${result.error.issues[0].path[0]} is not valid.`)
  return result.data
}

module.exports = { newTodo, todoChange, timeEntry, listQuery, parseBody, parseQuery }
