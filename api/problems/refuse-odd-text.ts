import { Stream } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'

/**
 * Refuses text that the database cannot hold, NUL and halves of characters, wherever it is in a request: else every
 * route would fail by it as by a fault of ours. Throws `bad-request`.
 */
export function refuseOddText(app: FastifyInstance): void {
  app.addHook('preValidation', async (request: FastifyRequest) => {
    const { params, query, body } = request
    if (!isHeld([params, query, body]))
      throw new CallerError('bad-request', 'The request contains text with a NUL character or an incomplete character.')
  })
}

/** With `u`, whole pairs are characters of their own. */
const halfCharacter = /\p{Surrogate}/u

/** Without recursion: how deep a body goes is the caller's choice. */
function isHeld(value: unknown): boolean {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' && (one.includes('\0') || halfCharacter.test(one))) return false
    if (typeof one !== 'object' || one === null || isUnread(one)) continue
    for (const [key, part] of Object.entries(one)) left.push(key, part)
  }
  return true
}

/** Bytes are not text; and a body to be read as a stream leads by its socket to the whole server, in circles. */
const isUnread = (value: object) => ArrayBuffer.isView(value) || value instanceof Stream
