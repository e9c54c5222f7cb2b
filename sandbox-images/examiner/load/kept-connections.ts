import { Agent, request as openRequest, type ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { SentRequest } from '../kit/http/encode-request.js'
import { explainTransportError, failures, httpLimits, type HttpFailure } from '../kit/http/http-failure.js'
import { receiveResponse, ResponseBody, type Answer } from '../kit/http/receive-response.js'
import { ResponseFraming } from '../kit/http/response-framing.js'
import { InspectedSocket } from '../kit/http/send-request.js'

/** What an idle connection says when the service has closed it meanwhile. */
const staleCodes: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE'])

/** What came back over a kept connection. Its time is the load's to measure. */
export type LoadAnswer = Omit<Answer, 'ms'>

type PortRequest = SentRequest & { port: number }

/**
 * Sends one request over a kept connection and resolves to its bounded answer; never rejects. Sent once more where the
 * service had closed the idle connection in the same moment, as every client of HTTP does: no byte of an answer came
 * then.
 */
export async function sendKeptAlive(
  request: PortRequest,
  connections: WatchedAgent,
  remainingMs: number,
): Promise<LoadAnswer> {
  const endsAt = performance.now() + remainingMs
  const { isStale, ...first } = await sendOnce(request, { connections, agent: connections.kept, remainingMs })
  if (!isStale || connections.isClosed) return first
  const { isStale: _, ...second } = await sendOnce(request, {
    connections,
    agent: connections.fresh,
    remainingMs: Math.max(1, endsAt - performance.now()),
  })
  return second
}

function sendOnce(
  request: PortRequest,
  { connections, agent, remainingMs }: { connections: WatchedAgent; agent: Agent; remainingMs: number },
): Promise<LoadAnswer & { isStale: boolean }> {
  return new Promise((resolve) => {
    const answer: Pick<Answer, 'status' | 'headers'> = { status: null, headers: {} }
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
    const finish = (failure: HttpFailure | null, isStale = false) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      if (failure) outgoing.destroy()
      resolve({ ...answer, body: body.join(), failure, isStale })
    }
    const fail = (error: NodeJS.ErrnoException) => {
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

const violations = {
  unasked: 'Your service sent bytes on a connection without a request: a response must follow its request.',
  early: 'Your service responded before the request was fully sent.',
  surplus: 'Your service sent more bytes than its response has: a response must follow its request.',
}

/** A request that its connection's bytes belong to. */
interface OpenRequest {
  outgoing: ClientRequest
  framing: ResponseFraming
  refuse: (failure: HttpFailure) => void
}

export interface WatchedAgent {
  /** Takes an idle connection where there is one. */
  kept: Agent
  /** Makes a connection for each request. */
  fresh: Agent
  /** Whether the trial is over: what is cut then is not sent once more. */
  readonly isClosed: boolean
  /**
   * From now on bytes of this request's connection belong to it. `refuse` ends it for what the framing does not
   * allow.
   */
  watch(outgoing: ClientRequest, framing: ResponseFraming, refuse: (failure: HttpFailure) => void): void
  close(): void
}

/**
 * Keeps connections alive as clients do, and watches each: a service that answers before it is asked would look faster
 * than it is, and Node's parser would take such an answer for that of the next request.
 */
export function createWatchedAgent({
  port,
  connections,
  onViolation,
}: {
  port: number
  connections: number
  onViolation: (message: string) => void
}): WatchedAgent {
  const states = new WeakMap<Socket, { open: OpenRequest | null }>()
  let isClosed = false
  const kept = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections, scheduling: 'lifo' })
  const fresh = new Agent({ keepAlive: false })
  kept.createConnection = fresh.createConnection = () => {
    const state: { open: OpenRequest | null } = { open: null }
    const socket = new InspectedSocket(port, (bytes) => admit(state.open, bytes))
    states.set(socket, state)
    return socket
  }

  /** Whether bytes are part of a response that may go on. */
  function admit(open: OpenRequest | null, bytes: Buffer): boolean {
    if (!open?.outgoing.writableFinished) {
      onViolation(open ? violations.early : violations.unasked)
      return false
    }
    const refusal = open.framing.add(bytes)
    if (refusal) open.refuse(refusal)
    return !refusal
  }

  function release(outgoing: ClientRequest, framing: ResponseFraming): void {
    const state = outgoing.socket && states.get(outgoing.socket)
    if (state?.open?.outgoing === outgoing) state.open = null
    if (framing.hasSurplus) onViolation(violations.surplus)
  }

  return {
    kept,
    fresh,
    get isClosed() {
      return isClosed
    },
    watch(outgoing, framing, refuse) {
      outgoing.on('socket', (socket) => {
        const state = states.get(socket)
        if (state) state.open = { outgoing, framing, refuse }
      })
      outgoing.on('response', (incoming) => incoming.on('end', () => release(outgoing, framing)))
    },
    close() {
      isClosed = true
      kept.destroy()
      fresh.destroy()
    },
  }
}
