import { sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'

/** Ways to sort results; learners who have nothing of the kind come last, equals by their id. */
export const resultOrders = ['name', 'grade', '-grade', 'submitted', '-submitted'] as const
export type ResultOrder = (typeof resultOrders)[number]

const keys: Readonly<Record<ResultOrder, { key: SQL; isDescending: boolean }>> = {
  name: { key: sql`lower(name)`, isDescending: false },
  grade: { key: sql`grade`, isDescending: false },
  '-grade': { key: sql`grade`, isDescending: true },
  submitted: { key: sql`extract(epoch from submitted_at)::float8`, isDescending: false },
  '-submitted': { key: sql`extract(epoch from submitted_at)::float8`, isDescending: true },
}

export function orderBy(order: ResultOrder): SQL {
  const { key, isDescending } = keys[order]
  return sql`${key} ${sql.raw(isDescending ? 'desc' : 'asc')} nulls last, person_id`
}

/** Where a page of results ends: the last row's sort key, as text, and its learner. */
export interface Position {
  key: string | null
  person: string
}

/** The sort key of a row, to be selected as text. */
export const selectKey = (order: ResultOrder): SQL => sql`${keys[order].key}::text`

/** Holds for the rows behind a position. */
export function isBehind(order: ResultOrder, { key, person }: Position): SQL {
  const { key: column, isDescending } = keys[order]
  if (key === null) return sql`${column} is null and person_id > ${person}`
  const value = order === 'name' ? sql`${key}` : sql`${key}::float8`
  const isFarther = isDescending ? sql`${column} < ${value}` : sql`${column} > ${value}`
  return sql`(${isFarther} or ${column} is null or (${column} = ${value} and person_id > ${person}))`
}

/** Opaque to callers. It holds its order: in another one it means nothing. */
export const encodePosition = (order: ResultOrder, { key, person }: Position): string =>
  Buffer.from(JSON.stringify([order, key, person])).toString('base64url')

/** Throws `invalid-cursor`, also for what the database could not read as such a key. */
export function decodePosition(order: ResultOrder, cursor: string): Position {
  const [of, key, person] = readTuple(cursor)
  const isKey = (value: unknown): value is string =>
    isText(value) && (order === 'name' || /^\d{1,12}(\.\d{1,20})?$/.test(value))
  if (of === order && (key === null || isKey(key)) && isText(person)) return { key, person }
  throw new CallerError(
    'invalid-cursor',
    'Take the cursor from the Link header of the previous page, and keep its order.',
  )
}

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0')

function readTuple(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
