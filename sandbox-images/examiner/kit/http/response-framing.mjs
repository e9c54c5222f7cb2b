const lineEnd = '\r\n'
const empty = Buffer.alloc(0)

/**
 * Counts what a connection delivers beyond the end of its one response. Node's parser has judged
 * the bytes already and drops a second response in silence, so a service could slip in an answer
 * to a request that was never sent: here the raw bytes are followed a second time, only to count.
 */
export class ResponseFraming {
  #method
  #step = this.#readHead
  #text = ''
  #remainingBytes = 0
  #surplusBytes = 0

  /** @param {string} method of the request: a response to HEAD has no body */
  constructor(method) {
    this.#method = method
  }

  get hasSurplus() {
    return this.#surplusBytes > 0
  }

  /** @param {Buffer} bytes as they came from the socket */
  add(bytes) {
    for (let rest = bytes; rest.length > 0; ) rest = this.#step(rest)
  }

  #readHead(bytes) {
    const { line, rest } = this.#takeUntil(bytes, lineEnd + lineEnd)
    if (line === undefined) return rest
    const status = Number(line.split(' ', 2)[1])
    const length = /\r\ncontent-length:\s*(\d+)/i.exec(line)?.[1]
    if (status >= 100 && status < 200) this.#step = this.#readHead
    else if (this.#method === 'HEAD' || status === 204 || status === 304 || Number(length) === 0) this.#step = this.#countSurplus
    else if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(line)) this.#step = this.#readChunkSize
    else if (length === undefined) this.#step = this.#skipToClose
    else this.#expectBytes(Number(length), this.#countSurplus)
    return rest
  }

  #readChunkSize(bytes) {
    const { line, rest } = this.#takeUntil(bytes, lineEnd)
    if (line === undefined) return rest
    const size = Number.parseInt(/^[0-9a-f]+/i.exec(line)?.[0] ?? '', 16)
    if (Number.isNaN(size)) this.#step = this.#skipToClose // The parser refuses it.
    else if (size === 0) this.#step = this.#readTrailer
    else this.#expectBytes(size + lineEnd.length, this.#readChunkSize)
    return rest
  }

  #readTrailer(bytes) {
    const { line, rest } = this.#takeUntil(bytes, lineEnd)
    if (line === '') this.#step = this.#countSurplus
    return rest
  }

  #expectBytes(count, next) {
    this.#remainingBytes = count
    this.#step = (bytes) => {
      const taken = Math.min(bytes.length, this.#remainingBytes)
      this.#remainingBytes -= taken
      if (this.#remainingBytes === 0) this.#step = next
      return bytes.subarray(taken)
    }
  }

  #skipToClose() {
    return empty
  }

  #countSurplus(bytes) {
    this.#surplusBytes += bytes.length
    return empty
  }

  /** What comes before a mark, once all of it came, and the bytes after the mark. */
  #takeUntil(bytes, mark) {
    const before = this.#text.length
    const joined = this.#text + bytes.toString('latin1')
    const at = joined.indexOf(mark, Math.max(0, before - mark.length))
    this.#text = at === -1 ? joined : ''
    if (at === -1) return { line: undefined, rest: empty }
    return { line: joined.slice(0, at), rest: bytes.subarray(at + mark.length - before) }
  }
}
