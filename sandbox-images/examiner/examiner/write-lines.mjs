/** A line out is never longer than this, in bytes. */
const longestLine = 256 * 1024
/**
 * All lines together are bounded, too: beyond this many bytes there is no room for long ones, and 30 MB left for
 * results.
 */
const roomyBytes = 32 * 1024 * 1024
const longestLateLine = 8 * 1024

/**
 * Writes objects as lines that each carry the run's nonce.
 * @param {NodeJS.WritableStream} output
 */
export function createLineWriter(output) {
  let nonce = ''
  let writtenBytes = 0
  return {
    setNonce: (value) => (nonce = value),
    /** @param {{ type: string }} message */
    write(message) {
      const line = fitLine({ nonce, ...message }, writtenBytes > roomyBytes ? longestLateLine : longestLine)
      writtenBytes += Buffer.byteLength(line) + 1
      output.write(`${line}\n`)
    },
  }
}

/** What is given up, in this order, when a line is too long. */
const reductions = [
  (message) => mapTranscript(message, (exchange) => ({ ...exchange, requestHeaders: {}, responseHeaders: {} })),
  (message) => mapTranscript(message, (exchange) => ({ ...exchange, ...shortBodies(exchange, 200) })),
  (message) => ({ ...message, transcript: [...message.transcript.slice(0, 2), ...message.transcript.slice(-3)] }),
  (message) => ({ ...message, transcript: [] }),
]

function fitLine(message, mostBytes) {
  let line = encode(message)
  for (const reduce of message.transcript ? reductions : []) {
    if (Buffer.byteLength(line) < mostBytes) break
    message = reduce(message)
    line = encode(message)
  }
  return line
}

/** JSON in which no reader of lines sees an end of line: U+2028 and U+2029 count as one for some. */
const encode = (message) => JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const mapTranscript = (message, change) => ({ ...message, transcript: message.transcript.map(change) })

const shortBodies = ({ requestBody, responseBody }, length) => ({
  requestBody: requestBody && requestBody.slice(0, length),
  responseBody: responseBody && responseBody.slice(0, length),
})
