import { TestFailure } from '../test-failure.js'

/** What an exchange may cost the examiner or the load generator, whatever the service sends. */
export const httpLimits = {
  bodyBytes: 1024 * 1024,
  /** Every head of a response together: interim ones and trailers count, too. */
  headerBytes: 32 * 1024,
  headerCount: 200,
  /** Interim answers (1xx) before the response proper. */
  interimCount: 10,
  /** The line before a chunk: its size, and extensions that nobody reads. */
  chunkLineBytes: 256,
  /** Bytes of chunked encoding; as many as the body has are allowed on top. */
  chunkingBytes: 32 * 1024,
  /** A service may send item by item, or even token by token. It may not send a megabyte byte by byte. */
  chunks: { count: 2000, bodyBytesForEachMore: 64 },
  /**
   * Times that bytes arrive. Each costs about as much as a chunk, and a service may write a chunk in several pieces.
   */
  reads: { count: 8000, bodyBytesForEachMore: 16 },
  /** From the first byte out to the last byte in; it does not start again when bytes arrive. */
  timeoutMs: 5000,
  jsonDepth: 100,
}

/**
 * A request got no usable response. `kind` says why: `timeout`, `protocol` (the response breaks HTTP),
 * `too-large`, `connection`, `request` (it could not be sent) or `ended` (the test was over first).
 */
export class HttpFailure extends TestFailure {
  override name = 'HttpFailure'
  /** Nobody listened: the request has reached no one. */
  isRefused = false
  readonly kind: 'timeout' | 'protocol' | 'too-large' | 'connection' | 'request' | 'ended'

  constructor(kind: HttpFailure['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

const protocol = (what: string) =>
  new HttpFailure('protocol', `Your service sent a response that violates HTTP: ${what}.`)
const connection = (what: string) => new HttpFailure('connection', what)
const refused = (port: number) =>
  Object.assign(connection(`Nothing is listening on port ${port}. Your service may have stopped.`), { isRefused: true })

/** Every failure that the examiner finds by itself, in the learner's words. */
export const failures = {
  timedOut: (timeoutMs: number) =>
    new HttpFailure('timeout', `Your service did not send its whole response within ${timeoutMs} ms.`),
  ended: () => new HttpFailure('ended', 'The test ended before the whole response arrived.'),
  bodyTooLarge: () =>
    new HttpFailure('too-large', `Your service sent a body of more than ${httpLimits.bodyBytes / 1024 / 1024} MB.`),
  tooManyHeaders: (count: number) => protocol(`it has ${count} headers; the maximum is ${httpLimits.headerCount}`),
  headersTooLarge: () => protocol(`its headers are larger than ${httpLimits.headerBytes / 1024} KB`),
  badStatusLine: () => protocol(badStatusLine),
  foldedHeader: () => protocol('it has a header that continues on the next line'),
  transferEncoded: (encoding: string) =>
    protocol(`it has "transfer-encoding: ${encoding.slice(0, 60)}", where only chunked is allowed`),
  twoLengths: () => protocol('it has both content-length and transfer-encoding'),
  badChunkSize: () => protocol('it has a chunk size that is not a hexadecimal number'),
  badChunkEnd: () => protocol('a chunk is not as long as its size says'),
  chunkLineTooLong: () =>
    protocol(`a line with a chunk size has more than ${httpLimits.chunkLineBytes} bytes, chunk extensions included`),
  tooManyChunks: () =>
    protocol(
      `it has more than ${httpLimits.chunks.count} chunks of less than ${httpLimits.chunks.bodyBytesForEachMore} bytes: send larger ones`,
    ),
  tooMuchChunking: () => protocol('its chunk sizes and chunk extensions are longer than its body'),
  tooManyReads: () =>
    protocol(`it arrives in more than ${httpLimits.reads.count} pieces of a few bytes: write more at a time`),
  tooManyInterim: () => protocol(`it begins with more than ${httpLimits.interimCount} interim responses (status 1xx)`),
  upgraded: () => protocol('it switches to another protocol (status 101), which the request did not ask for'),
  surplus: () => protocol(surplus),
  bodyOfNoContent: (length: number) =>
    protocol(`a response with status 204 must have no body, but its content-length is ${length}`),
  encoded: (encoding: string) =>
    protocol(
      `its body is encoded (content-encoding: ${encoding.slice(0, 60)}), but the request asked for accept-encoding: identity`,
    ),
  badPath: (path: unknown) =>
    new HttpFailure(
      'request',
      `The test cannot request ${JSON.stringify(String(path).slice(0, 200))}: a path must begin with "/".`,
    ),
}

const badStatusLine = 'it does not begin with a status line such as "HTTP/1.1 200 OK"'
const surplus = 'more bytes follow after its end; check the content-length header'
const badLineEnd = 'a line of its head does not end with CR and LF'
const parserReasons: Readonly<Record<string, string>> = {
  HPE_INVALID_CONSTANT: badStatusLine,
  HPE_INVALID_HEADER_TOKEN: 'a header has a character that is not allowed there',
  HPE_INVALID_CONTENT_LENGTH: 'its content-length is not a number',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'it has more than one content-length',
  HPE_CR_EXPECTED: badLineEnd,
  HPE_LF_EXPECTED: badLineEnd,
  HPE_CLOSED_CONNECTION: surplus,
}

function explainParserError({ code = '', reason, message }: TransportError, hasStatus: boolean): string {
  if (hasStatus && code === 'HPE_INVALID_CONSTANT') return surplus
  return parserReasons[code] ?? lowerFirst(reason ?? message)
}

const requestCodes = new Set([
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_UNESCAPED_CHARACTERS',
  'ERR_HTTP_INVALID_HEADER_VALUE',
])

/** An error of the HTTP client. */
export type TransportError = Error & { code?: string | undefined; reason?: string }

/** What an error of the HTTP client means for a learner. */
export function explainTransportError(
  error: TransportError,
  { port, hasStatus }: { port: number; hasStatus: boolean },
): HttpFailure {
  const code = error.code ?? ''
  if (code.startsWith('HPE_')) return protocol(explainParserError(error, hasStatus))
  if (requestCodes.has(code)) return new HttpFailure('request', `The request could not be sent: ${error.message}.`)
  if (code === 'ECONNREFUSED') return refused(port)
  if (code === 'EADDRNOTAVAIL')
    return connection('No local port was left for the request: your service holds too many of them open.')
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return connection(
      `Your service closed the connection ${hasStatus ? 'before its whole response was sent' : 'without sending a response'}.`,
    )
  }
  return connection(`The connection to your service failed (${code || error.message}).`)
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
