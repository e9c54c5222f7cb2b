import { PassThrough, Readable, Transform, type Writable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import type { ApiConfig } from '../config.js'
import { arrivalLimits, uploadLimits } from '../../contracts/limits.js'
import type { Turns } from '../../storage/turns.js'

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)

export const uploadTooLarge = (limitBytes: number = uploadLimits.uploadBytes) =>
  new CallerError(
    'upload-too-large',
    `An upload may be at most ${megabytes(limitBytes)} MB; leave out what can be installed or built again.`,
  )

/** Counts the bytes of one upload over all its parts and refuses the first one too many. */
export class UploadMeter {
  #bytes = 0

  count(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > uploadLimits.uploadBytes) throw uploadTooLarge()
  }

  /** As `count`, for an archive: what may be left out of it is not known before it is read. */
  countArchive(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > arrivalLimits.bytes) throw uploadTooLarge(arrivalLimits.bytes)
  }

  /** The same bytes, ending in an error where they are too many: what is half stored then is dropped. */
  measure(source: Readable): Readable {
    const count = (chunk: Buffer) => this.countArchive(chunk)
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        try {
          count(chunk)
          done(null, chunk)
        } catch (error) {
          done(error as Error)
        }
      },
    })
    source.on('error', (error) => meter.destroy(error))
    endWith(source, meter)
    return source.pipe(meter)
  }

  async read(source: Readable): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of source) {
      this.count(chunk as Buffer)
      chunks.push(chunk as Buffer)
    }
    return Buffer.concat(chunks)
  }
}

/** What a source that breaks off leaves half done ends in an error, too. */
function endWith(source: Readable, target: Writable): void {
  source.once('close', () => {
    if (!source.readableEnded)
      target.destroy(new CallerError('malformed-multipart', 'The upload ended before it was complete.'))
  })
}

/** The most that the body of an upload may have: its files, what is left out of them, and the form around them. */
export const bodyBytes = arrivalLimits.bytes + 1024 * 1024

/** Refuses by the announced length alone, before a byte is read. */
export function refuseTooLong(contentLength: string | undefined): void {
  if (Number(contentLength ?? 0) > bodyBytes) throw uploadTooLarge(arrivalLimits.bytes)
}

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
  endWith(raw, arrived)
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

/** Options of a route that takes uploads: how many of them one caller may send. */
export const uploadRate = ({ ASSAY_UPLOADS_PER_MINUTE: max }: Pick<ApiConfig, 'ASSAY_UPLOADS_PER_MINUTE'>) => ({
  rateLimit: { max, timeWindow: 60_000 },
})
