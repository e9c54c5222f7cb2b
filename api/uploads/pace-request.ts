import { PassThrough, Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { arrivalLimits } from '../../contracts/limits.js'
import type { Turns } from '../../storage/turns.js'
import { bodyBytes, uploadTooLarge } from './spool.js'

/** Holds some hundred parts at most, which take the form parser a few milliseconds. */
const SLICE_BYTES = 8 * 1024

/**
 * The same request, with a body that comes slice by slice, with turns of the event loop in between, and no longer than
 * an upload may be. The form parser reads `raw` itself, and parses all that has arrived, hundreds of kilobytes, in one
 * turn.
 */
export function paceRequest(request: FastifyRequest, turns: Pick<Turns, 'pause'>): FastifyRequest {
  const { raw } = request
  const arrived = new PassThrough()
  raw.once('close', () => {
    if (!raw.readableEnded)
      arrived.destroy(new CallerError('malformed-multipart', 'The upload ended before it was complete.'))
  })
  const body = Readable.from(slice(raw.pipe(arrived), turns), { objectMode: false })
  return Object.create(request, { raw: { value: Object.assign(body, { headers: raw.headers }) } }) as FastifyRequest
}

async function* slice(body: AsyncIterable<Buffer>, turns: Pick<Turns, 'pause'>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > bodyBytes) throw uploadTooLarge(arrivalLimits.bytes)
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      yield chunk.subarray(start, start + SLICE_BYTES)
      await turns.pause()
    }
  }
}
