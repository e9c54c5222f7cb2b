import { failures } from './http-failure.mjs'
import { httpLimits } from './http-limits.mjs'

/**
 * Takes the one bounded response of a request that was opened: fills `answer` and `chunks`, then calls `finish` with what
 * makes it unusable, or `null`. `framing` must be shown every byte of the connection by the caller.
 * @param {{ outgoing: import('node:http').ClientRequest, answer: { status: number | null, headers: object }, chunks: Buffer[],
 *   framing: import('./response-framing.mjs').ResponseFraming, method: string,
 *   finish: (failure: import('./http-failure.mjs').HttpFailure | null) => void, fail: (error: Error) => void }} parts
 */
export function receiveResponse({ outgoing, answer, chunks, framing, method, finish, fail }) {
  let interimCount = 0
  outgoing.on('information', () => {
    if (++interimCount > httpLimits.interimCount) finish(failures.tooManyInterim())
  })
  outgoing.on('upgrade', (incoming, socket) => {
    answer.status = incoming.statusCode
    socket.destroy()
    finish(failures.upgraded())
  })
  outgoing.on('response', (incoming) => {
    answer.status = incoming.statusCode
    answer.headers = incoming.headers
    incoming.on('error', fail)
    const refusal = judgeHead(incoming, method)
    if (refusal) return finish(refusal)
    collectBody({ incoming, chunks, finish, framing })
  })
}

function judgeHead(incoming, method) {
  const headerCount = incoming.rawHeaders.length / 2
  if (headerCount > httpLimits.headerCount) return failures.tooManyHeaders(headerCount)
  const encoding = incoming.headers['content-encoding'] ?? 'identity'
  const isEncoded = encoding.trim().toLowerCase() !== 'identity'
  return isEncoded && method !== 'HEAD' ? failures.encoded(encoding) : null
}

function collectBody({ incoming, chunks, finish, framing }) {
  let bytes = 0
  incoming.on('data', (chunk) => {
    const room = httpLimits.bodyBytes - bytes
    bytes += chunk.length
    chunks.push(chunk.subarray(0, room))
    if (bytes > httpLimits.bodyBytes) finish(failures.bodyTooLarge())
  })
  incoming.on('end', () => finish(framing.hasSurplus ? failures.surplus() : null))
}
