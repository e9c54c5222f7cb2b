import { request as openRequest } from 'node:http'
import { explainTransportError, failures } from '../kit/http/http-failure.mjs'
import { httpLimits } from '../kit/http/http-limits.mjs'
import { receiveResponse, ResponseBody } from '../kit/http/receive-response.mjs'
import { ResponseFraming } from '../kit/http/response-framing.mjs'

/** What an idle connection says when the service has closed it meanwhile. */
const staleCodes = new Set(['ECONNRESET', 'EPIPE'])

/**
 * Sends one request over a kept connection and resolves to its bounded answer; never rejects. Sent once more where the
 * service had closed the idle connection in the same moment, as every client of HTTP does: no byte of an answer came
 * then.
 * @param {{ port: number, method: string, path: string, headers: Record<string, string>, body: Buffer | null }} request
 * @param {ReturnType<typeof import('./watched-agent.mjs').createWatchedAgent>} connections
 * @param {number} remainingMs
 * @returns {Promise<{ status: number | null, headers: object, body: Buffer, failure: Error | null }>}
 */
export async function sendKeptAlive(request, connections, remainingMs) {
  const endsAt = performance.now() + remainingMs
  const first = await sendOnce(request, { connections, agent: connections.kept, remainingMs })
  if (!first.isStale || connections.isClosed) return first
  return sendOnce(request, {
    connections,
    agent: connections.fresh,
    remainingMs: Math.max(1, endsAt - performance.now()),
  })
}

function sendOnce(request, { connections, agent, remainingMs }) {
  return new Promise((resolve) => {
    const answer = { status: null, headers: {} }
    const body = new ResponseBody()
    const framing = new ResponseFraming(request.method)
    const outgoing = openRequest({
      host: '127.0.0.1',
      port: request.port,
      method: request.method,
      path: request.path,
      headers: request.headers,
      agent,
      insecureHTTPParser: false,
      maxHeaderSize: httpLimits.headerBytes,
    })
    let isOver = false
    const finish = (failure, isStale = false) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      if (failure) outgoing.destroy()
      resolve({ ...answer, body: body.join(), failure, isStale })
    }
    const fail = (error) => {
      const hasStatus = answer.status !== null
      const isStale = outgoing.reusedSocket && !hasStatus && staleCodes.has(error.code)
      finish(explainTransportError(error, { port: request.port, hasStatus }), isStale)
    }
    const timer = setTimeout(() => finish(failures.timedOut(Math.ceil(remainingMs))), remainingMs)
    outgoing.maxHeadersCount = 0
    outgoing.on('error', fail)
    connections.watch(outgoing, framing, finish)
    receiveResponse({ outgoing, answer, body, framing, method: request.method, finish, fail })
    outgoing.end(request.body ?? undefined)
  })
}
