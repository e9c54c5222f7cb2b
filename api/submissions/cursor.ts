import { CallerError } from '../../contracts/errors.js'

/** Where a list goes on; opaque to callers, so that what it is made of may change. */
export const encodeCursor = (seq: number): string => Buffer.from(`s${seq}`).toString('base64url')

/** Throws `invalid-cursor`. */
export function decodeCursor(cursor: string): number {
  const seq = /^s(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (!seq) throw new CallerError('invalid-cursor', 'Take the cursor from the Link header of the previous page.')
  return Number(seq)
}
