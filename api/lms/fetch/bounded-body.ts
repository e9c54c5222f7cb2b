import type { TransformCallback } from 'node:stream'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { escapeLine } from '../../../contracts/escape.js'
import { DigestStream } from '../../../storage/digest-stream.js'
import { refuseFile } from './fetch-rules.js'

/** What a body must be: at most `maxBytes`, and what was announced where something was. */
export interface BodyRules {
  maxBytes: number
  sha256: string | null
  bytes: number | null
}

/**
 * Passes the bytes of a response on, while counting and hashing them. Fails in place of ending where they are too many,
 * with `CallerError` `file-refused`, or not those announced, with a plain error: a host in trouble sends other things
 * than the file, and may have it again later. Nothing may be trusted before the end.
 */
export class BoundedBody extends DigestStream {
  readonly #rules: BodyRules
  /** Of all that passed, in hex; known at the end. */
  sha256 = ''
  /** What the host calls it, without parameters. */
  readonly contentType: string | null

  constructor(rules: BodyRules, headers: IncomingHttpHeaders = {}) {
    super()
    this.#rules = rules
    this.contentType = typeOf(headers)
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    const limit = this.#rules.bytes ?? this.#rules.maxBytes
    if (this.bytes + chunk.length <= limit) super._transform(chunk, encoding, done)
    else done(this.#rules.bytes === null ? tooLarge(limit) : otherLength(limit, this.contentType))
  }

  override _flush(done: TransformCallback): void {
    this.sha256 = this.digest()
    const { bytes, sha256 } = this.#rules
    if (bytes !== null && this.bytes !== bytes) done(otherLength(bytes, this.contentType))
    else if (sha256 !== null && this.sha256 !== sha256)
      done(new Error(`The SHA-256 of the file differs from the announced one${whatCame(this.contentType)}`))
    else done()
  }
}

/** Refuses by what a response says of its body, before a byte of it is read. Throws as a `BoundedBody` fails. */
export function checkBodyHeaders({ headers }: IncomingMessage, { maxBytes, bytes }: BodyRules): void {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw refuseFile('The host sent the file compressed, although the request did not accept compression.')
  const transfer = headers['transfer-encoding'] ?? 'chunked'
  if (transfer.toLowerCase() !== 'chunked') throw refuseFile('The host sent the file in an unknown transfer encoding.')
  const announced = headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) throw tooLarge(maxBytes)
  if (announced !== undefined && bytes !== null && Number(announced) !== bytes)
    throw otherLength(bytes, typeOf(headers))
}

export const tooLarge = (maxBytes: number) => refuseFile(`The file is larger than ${maxBytes} bytes.`)

const otherLength = (bytes: number, contentType: string | null) =>
  new Error(`The file does not have the announced ${bytes} bytes${whatCame(contentType)}`)

const typeOf = (headers: IncomingHttpHeaders): string | null =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase().slice(0, 100) || null

const whatCame = (contentType: string | null) =>
  contentType === null ? '' : `; the host sent ${escapeLine(contentType)}`
