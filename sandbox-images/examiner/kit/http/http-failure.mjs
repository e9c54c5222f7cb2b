import { TestFailure } from '../test-failure.mjs'
import { httpLimits } from './http-limits.mjs'

/**
 * A request got no usable response. `kind` says why: `timeout`, `protocol` (the response breaks HTTP),
 * `too-large`, `connection`, `request` (it could not be sent) or `ended` (the test was over first).
 */
export class HttpFailure extends TestFailure {
  name = 'HttpFailure'
  /** Nobody listened: the request has reached no one. */
  isRefused = false

  /** @param {string} kind @param {string} message */
  constructor(kind, message) {
    super(message)
    this.kind = kind
  }
}

const protocol = (what) => new HttpFailure('protocol', `Your service sent a response that violates HTTP: ${what}.`)
const connection = (what) => new HttpFailure('connection', what)
const refused = (port) =>
  Object.assign(connection(`Nothing is listening on port ${port}. Your service may have stopped.`), { isRefused: true })

/** Every failure that the examiner finds by itself, in the learner's words. */
export const failures = {
  timedOut: (timeoutMs) =>
    new HttpFailure('timeout', `Your service did not send its whole response within ${timeoutMs} ms.`),
  ended: () => new HttpFailure('ended', 'The test ended before the whole response arrived.'),
  bodyTooLarge: () =>
    new HttpFailure('too-large', `Your service sent a body of more than ${httpLimits.bodyBytes / 1024 / 1024} MB.`),
  tooManyHeaders: (count) => protocol(`it has ${count} headers; the maximum is ${httpLimits.headerCount}`),
  headersTooLarge: () => protocol(`its headers are larger than ${httpLimits.headerBytes / 1024} KB`),
  badStatusLine: () => protocol(badStatusLine),
  foldedHeader: () => protocol('it has a header that continues on the next line'),
  transferEncoded: (encoding) =>
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
  bodyOfNoContent: (length) =>
    protocol(`a response with status 204 must have no body, but its content-length is ${length}`),
  encoded: (encoding) =>
    protocol(
      `its body is encoded (content-encoding: ${encoding.slice(0, 60)}), but the request asked for accept-encoding: identity`,
    ),
  badPath: (path) =>
    new HttpFailure(
      'request',
      `The test cannot request ${JSON.stringify(String(path).slice(0, 200))}: a path must begin with "/".`,
    ),
}

const badStatusLine = 'it does not begin with a status line such as "HTTP/1.1 200 OK"'
const surplus = 'more bytes follow after its end; check the content-length header'
const badLineEnd = 'a line of its head does not end with CR and LF'
const parserReasons = {
  HPE_INVALID_CONSTANT: badStatusLine,
  HPE_INVALID_HEADER_TOKEN: 'a header has a character that is not allowed there',
  HPE_INVALID_CONTENT_LENGTH: 'its content-length is not a number',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'it has more than one content-length',
  HPE_CR_EXPECTED: badLineEnd,
  HPE_LF_EXPECTED: badLineEnd,
  HPE_CLOSED_CONNECTION: surplus,
}

function explainParserError({ code, reason, message }, hasStatus) {
  if (hasStatus && code === 'HPE_INVALID_CONSTANT') return surplus
  return parserReasons[code] ?? lowerFirst(reason ?? message)
}

const requestCodes = new Set([
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_UNESCAPED_CHARACTERS',
  'ERR_HTTP_INVALID_HEADER_VALUE',
])

/**
 * What an error of the HTTP client means for a learner.
 * @param {Error & { code?: string, reason?: string }} error
 * @param {{ port: number, hasStatus: boolean }} seen
 */
export function explainTransportError(error, { port, hasStatus }) {
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

const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1)
