import { request as openRequest } from 'node:http'
import { explainTransportError, failures } from './http-failure.mjs'
import { httpLimits } from './http-limits.mjs'
import { ResponseFraming } from './response-framing.mjs'

/**
 * Sends one request over a connection of its own and waits for one bounded response: no redirects,
 * no inflating, an absolute deadline. Never throws for what the service does: `failure` holds it.
 *
 * @typedef {{ status: number | null, headers: import('node:http').IncomingHttpHeaders, body: Buffer,
 *   ms: number, failure: import('./http-failure.mjs').HttpFailure | null }} Answer
 * @param {{ port: number, method: string, path: string, headers: Record<string, string>, body: Buffer | null,
 *   timeoutMs: number, signal: AbortSignal }} request
 * @param {(answer: Answer) => void} onAnswer called once, in the moment the exchange is decided
 */
export function sendRequest(request, onAnswer) {
  const startedAt = performance.now()
  const answer = { status: null, headers: {}, body: Buffer.alloc(0), ms: 0, failure: null }
  const chunks = []
  let outgoing
  let isOver = false

  const finish = (failure) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    request.signal.removeEventListener('abort', onAbort)
    outgoing?.destroy()
    onAnswer({ ...answer, body: Buffer.concat(chunks), failure, ms: performance.now() - startedAt })
  }
  const fail = (error) =>
    finish(explainTransportError(error, { port: request.port, hasStatus: answer.status !== null }))
  const onAbort = () => finish(failures.ended())
  const timer = setTimeout(() => finish(failures.timedOut(request.timeoutMs)), request.timeoutMs)
  request.signal.addEventListener('abort', onAbort, { once: true })
  if (request.signal.aborted) return onAbort()

  try {
    outgoing = open(request)
    outgoing.on('error', fail)
    receive({ outgoing, answer, chunks, method: request.method, finish, fail })
    outgoing.end(request.body ?? undefined)
  } catch (error) {
    fail(error)
  }
}

function open({ port, method, path, headers }) {
  const outgoing = openRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers,
    agent: false,
    insecureHTTPParser: false,
    maxHeaderSize: httpLimits.headerBytes,
  })
  outgoing.maxHeadersCount = 0 // Keeps all of them, so that they can be counted; their size is bounded already.
  return outgoing
}

function receive({ outgoing, answer, chunks, method, finish, fail }) {
  const framing = new ResponseFraming(method)
  let interimCount = 0
  outgoing.on('socket', (socket) => socket.on('data', (bytes) => framing.add(bytes)))
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
