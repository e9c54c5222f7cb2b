import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'

/** Where a list goes on; opaque to callers, so that what it is made of may change. */
export const encodeCursor = (seq: number): string => Buffer.from(`s${seq}`).toString('base64url')

/** Throws `invalid-cursor`. */
export function decodeCursor(cursor: string): number {
  const seq = /^s(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (!seq) throw new CallerError('invalid-cursor', 'Take the cursor from the Link header of the previous page.')
  return Number(seq)
}

/** Parameters of a list that is read page by page. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: 'from the Link header' })),
}

/** The `Link` header that leads to the next page, with the filters of this one. */
export function nextPage(path: string, query: Readonly<Record<string, unknown>>, cursor: string): string {
  const kept = Object.entries(query).filter(([name, value]) => name !== 'cursor' && value !== undefined)
  const next = new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, String(value)]),
    ['cursor', cursor],
  ])
  return `<${path}?${next}>; rel="next"`
}
