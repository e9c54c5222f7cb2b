import { Problem } from './problem.js'

/** `limit`, and `after`: what the cursor holds, or undefined for the first page. */
export const readPageQuery = ({ limit = '20', cursor }, names) => ({
  limit: readInteger('limit', limit, 1, 100),
  after: cursor === undefined ? undefined : readCursor(cursor, names),
})

/** Where a page ended, by values of its last row: what was deleted or added before it does not matter. */
const writeCursor = (position) => Buffer.from(JSON.stringify(position)).toString('base64url')

function readCursor(cursor, names) {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (names.every((name) => Number.isInteger(position[name])) && writeCursor(position) === cursor) return position
  } catch {
    // Falls through: whatever it was, we did not give it out.
  }
  throw new Problem(400, 'cursor must be the "next" of an earlier page.')
}

/** A page of `rows`, of which there is one more than `limit` when it is not the last page. */
export function toPage(rows, limit, names) {
  const items = rows.slice(0, limit)
  const position = () => Object.fromEntries(names.map((name) => [name, items.at(-1)[name]]))
  return { items, next: rows.length > limit ? writeCursor(position()) : null }
}

export function readInteger(name, value, least, most) {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (number < least || number > most) throw new Problem(400, `${name} must be an integer from ${least} to ${most}.`)
  return number
}
