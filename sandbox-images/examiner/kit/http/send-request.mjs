import { request as openRequest } from 'node:http'
import { explainTransportError, failures } from './http-failure.mjs'
import { httpLimits } from './http-limits.mjs'
import { InspectedSocket } from './inspected-socket.mjs'
import { receiveResponse, ResponseBody } from './receive-response.mjs'
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
  const body = new ResponseBody()
  const framing = new ResponseFraming(request.method)
  let socket
  let isOver = false

  const finish = (failure) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    request.signal.removeEventListener('abort', onAbort)
    // Destroying the request would leave a connection open that a response with keep-alive has freed.
    socket?.destroy()
    onAnswer({ ...answer, body: body.join(), failure, ms: performance.now() - startedAt })
  }
  const fail = (error) =>
    finish(explainTransportError(error, { port: request.port, hasStatus: answer.status !== null }))
  const onAbort = () => finish(failures.ended())
  const timer = setTimeout(() => finish(failures.timedOut(request.timeoutMs)), request.timeoutMs)
  request.signal.addEventListener('abort', onAbort, { once: true })
  if (request.signal.aborted) return onAbort()

  try {
    const admit = (bytes) => {
      const refusal = framing.add(bytes)
      if (refusal) finish(refusal)
      return !refusal
    }
    const outgoing = open(request, () => (socket = new InspectedSocket(request.port, admit)))
    outgoing.on('error', fail)
    receiveResponse({ outgoing, answer, body, framing, method: request.method, finish, fail })
    outgoing.end(request.body ?? undefined)
  } catch (error) {
    fail(error)
  }
}

function open({ port, method, path, headers }, createConnection) {
  const outgoing = openRequest({
    host: '127.0.0.1',
    port,
    createConnection,
    method,
    path,
    headers,
    insecureHTTPParser: false,
    maxHeaderSize: httpLimits.headerBytes,
  })
  outgoing.maxHeadersCount = 0 // Keeps all of them: their number and size are bounded already.
  return outgoing
}
