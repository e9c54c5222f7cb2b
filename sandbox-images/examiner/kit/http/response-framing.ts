import { failures, HttpFailure, httpLimits } from './http-failure.js'

const lineEnd = '\r\n'
const headEnd = '\r\n\r\n'
const empty: Buffer = Buffer.alloc(0)

/**
 * Follows the raw bytes of a connection that carries one response, before Node's parser gets them. Node's parser
 * decides whether they are HTTP. This decides what they may cost: the parser bounds neither the number of chunks nor
 * the zeros of a chunk size, and drops a second response in silence, so that a service could slip in an answer to a
 * request that was never sent. Where the two could read a head differently, the head is refused.
 */
export class ResponseFraming {
  readonly #method: string
  /** Reads what comes next; answers the bytes that it left. */
  #step: (bytes: Buffer) => Buffer = this.#readHead
  #pending = empty
  #remaining = 0
  #afterBytes: (bytes: Buffer) => Buffer = this.#countSurplus
  #headBytes = 0
  #headers = 0
  #interims = 0
  #chunks = 0
  #chunkingBytes = 0
  #bodyBytes = 0
  #reads = 0
  #surplusBytes = 0

  /** `method`: of the request; a response to HEAD has no body. */
  constructor(method: string) {
    this.#method = method
  }

  get hasSurplus(): boolean {
    return this.#surplusBytes > 0
  }

  /**
   * Takes bytes as they came from the socket. Answers what ends the response, if anything does: these bytes must not be
   * parsed, and no more be read.
   */
  add(bytes: Buffer): HttpFailure | null {
    try {
      if (this.hasSurplus) throw failures.surplus()
      this.#reads += 1
      for (let rest: Buffer = bytes; rest.length > 0;) rest = this.#step(rest)
      if (this.#reads > this.#most(httpLimits.reads)) throw failures.tooManyReads()
      return null
    } catch (error) {
      if (error instanceof HttpFailure) return error
      throw error
    }
  }

  #most({ count, bodyBytesForEachMore }: { count: number; bodyBytesForEachMore: number }): number {
    return count + this.#bodyBytes / bodyBytesForEachMore
  }

  #readHead(bytes: Buffer): Buffer {
    const { text: head, rest } = this.#takeUntil(
      headEnd,
      bytes,
      httpLimits.headerBytes - this.#headBytes,
      failures.headersTooLarge,
    )
    if (head === undefined) return rest
    this.#countHead(head, headEnd)
    const { status, length, isChunked } = judgeHead(head)
    if (status === 101) throw failures.upgraded()
    // Whether the bytes of such a body are seen before the connection ends is chance: the head decides.
    if (status === 204 && length !== undefined && length > 0) throw failures.bodyOfNoContent(length)
    if (status >= 100 && status < 200) {
      if (++this.#interims > httpLimits.interimCount) throw failures.tooManyInterim()
    } else if (this.#method === 'HEAD' || status === 204 || status === 304 || length === 0)
      this.#step = this.#countSurplus
    else if (isChunked) this.#step = this.#readChunkSize
    else this.#expectBody(length ?? Infinity, this.#countSurplus)
    return rest
  }

  #countHead(head: string, end: string): void {
    this.#headBytes += head.length + end.length
    this.#headers += head.split(lineEnd).length - 1
    if (this.#headers > httpLimits.headerCount) throw failures.tooManyHeaders(this.#headers)
  }

  #readChunkSize(bytes: Buffer): Buffer {
    const { text: line, rest } = this.#takeUntil(lineEnd, bytes, httpLimits.chunkLineBytes, failures.chunkLineTooLong)
    if (line === undefined) return rest
    const size = Number.parseInt(/^[0-9a-f]+(?=[ \t]*(;|$))/i.exec(line)?.[0] ?? '', 16)
    if (Number.isNaN(size)) throw failures.badChunkSize()
    this.#chunkingBytes += line.length + 2 * lineEnd.length
    this.#chunks += 1
    if (this.#chunks > this.#most(httpLimits.chunks)) throw failures.tooManyChunks()
    if (this.#chunkingBytes > httpLimits.chunkingBytes + this.#bodyBytes) throw failures.tooMuchChunking()
    if (size === 0) this.#step = this.#readTrailer
    else this.#expectBody(size, this.#readChunkEnd)
    return rest
  }

  #readChunkEnd(bytes: Buffer): Buffer {
    const { text, rest } = this.#takeUntil(lineEnd, bytes, lineEnd.length, failures.badChunkEnd)
    if (text === undefined) return rest
    if (text !== '') throw failures.badChunkEnd()
    this.#step = this.#readChunkSize
    return rest
  }

  #readTrailer(bytes: Buffer): Buffer {
    const { text: line, rest } = this.#takeUntil(
      lineEnd,
      bytes,
      httpLimits.headerBytes - this.#headBytes,
      failures.headersTooLarge,
    )
    if (line === '') this.#step = this.#countSurplus
    else if (line !== undefined) this.#countHead(`${lineEnd}${line}`, '')
    return rest
  }

  #expectBody(count: number, next: (bytes: Buffer) => Buffer): void {
    this.#remaining = count
    this.#afterBytes = next
    this.#step = this.#countBody
  }

  #countBody(bytes: Buffer): Buffer {
    const taken = Math.min(bytes.length, this.#remaining)
    this.#remaining -= taken
    this.#bodyBytes += taken
    if (this.#bodyBytes > httpLimits.bodyBytes) throw failures.bodyTooLarge()
    if (this.#remaining === 0) this.#step = this.#afterBytes
    return bytes.subarray(taken)
  }

  #countSurplus(bytes: Buffer): Buffer {
    this.#surplusBytes += bytes.length
    return empty
  }

  /**
   * What comes before a mark, once all of it came, and the bytes after the mark. Throws where that is longer than
   * allowed.
   */
  #takeUntil(
    mark: string,
    bytes: Buffer,
    mostBytes: number,
    tooLong: () => HttpFailure,
  ): { text: string | undefined; rest: Buffer } {
    const before = this.#pending.length
    const joined = before === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const at = joined.indexOf(mark, Math.max(0, before - mark.length), 'latin1')
    if ((at === -1 ? joined.length : at + mark.length) > mostBytes) throw tooLong()
    this.#pending = at === -1 ? joined : empty
    if (at === -1) return { text: undefined, rest: empty }
    return { text: joined.toString('latin1', 0, at), rest: joined.subarray(at + mark.length) }
  }
}

/**
 * Blanks and tabs only: what else JavaScript takes for white space, such as a no-break space, is part of a value in
 * HTTP.
 */
const isChunkedAlone = (value: string) => /^[ \t]*chunked[ \t]*$/i.test(value)

/** What a head says of the body. Throws for one from which two readers could take different things. */
function judgeHead(head: string): { status: number; length: number | undefined; isChunked: boolean } {
  const [statusLine = '', ...fields] = head.split(lineEnd)
  if (!/^HTTP\/1\.[01] \d{3}(?: |$)/.test(statusLine)) throw failures.badStatusLine()
  if (fields.some((field) => /^[ \t]/.test(field))) throw failures.foldedHeader()
  const valuesOf = (name: string) =>
    fields
      .filter((field) => field.slice(0, name.length + 1).toLowerCase() === `${name}:`)
      .map((field) => field.slice(name.length + 1))
  const encodings = valuesOf('transfer-encoding')
  const lengths = valuesOf('content-length')
  if (encodings.length > 1 || !encodings.every(isChunkedAlone)) {
    throw failures.transferEncoded(
      encodings
        .map((value) => value.replace(/^[ \t]+/, ''))
        .join(', ')
        .toLowerCase(),
    )
  }
  if (encodings.length > 0 && lengths.length > 0) throw failures.twoLengths()
  const length = /^[ \t]*\d+[ \t]*$/.test(lengths[0] ?? '') ? Number(lengths[0]) : undefined
  return { status: Number(statusLine.slice(9, 12)), length, isChunked: encodings.length > 0 }
}
