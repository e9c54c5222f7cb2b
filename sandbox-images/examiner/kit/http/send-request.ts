import { request as openRequest, type ClientRequest } from 'node:http'
import { Socket } from 'node:net'
import type { SentRequest } from './encode-request.js'
import { explainTransportError, failures, httpLimits, type HttpFailure } from './http-failure.js'
import { receiveResponse, ResponseBody, type Answer } from './receive-response.js'
import { ResponseFraming } from './response-framing.js'

/**
 * Sends one request over a connection of its own and waits for one bounded response: no redirects,
 * no inflating, an absolute deadline. Never throws for what the service does: `failure` holds it.
 * `onAnswer` is called once, in the moment the exchange is decided.
 */
export function sendRequest(
  request: SentRequest & { port: number; timeoutMs: number; signal: AbortSignal },
  onAnswer: (answer: Answer) => void,
): void {
  const startedAt = performance.now()
  const answer: Pick<Answer, 'status' | 'headers'> = { status: null, headers: {} }
  const body = new ResponseBody()
  const framing = new ResponseFraming(request.method)
  let socket: Socket | undefined
  let isOver = false

  const finish = (failure: HttpFailure | null) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    request.signal.removeEventListener('abort', onAbort)
    // Destroying the request would leave a connection open that a response with keep-alive has freed.
    socket?.destroy()
    onAnswer({ ...answer, body: body.join(), failure, ms: performance.now() - startedAt })
  }
  const fail = (error: unknown) =>
    finish(explainTransportError(error as Error, { port: request.port, hasStatus: answer.status !== null }))
  const onAbort = () => finish(failures.ended())
  const timer = setTimeout(() => finish(failures.timedOut(request.timeoutMs)), request.timeoutMs)
  request.signal.addEventListener('abort', onAbort, { once: true })
  if (request.signal.aborted) return onAbort()

  try {
    const admit = (bytes: Buffer) => {
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

function open(
  { port, method, path, headers }: SentRequest & { port: number },
  createConnection: () => Socket,
): ClientRequest {
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

/** Where a service may listen: on 127.0.0.1, or else on ::1. */
const addresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/**
 * A connection to the service, by IPv4 or else by IPv6, whose bytes are shown to `admit` before anybody else gets them.
 * What it refuses is never parsed, and the connection ends: a listener for `data` could only look on while the parser
 * works through the same bytes.
 */
export class InspectedSocket extends Socket {
  readonly #admit: (bytes: Buffer) => boolean

  constructor(port: number, admit: (bytes: Buffer) => boolean) {
    super()
    this.#admit = admit
    this.setNoDelay(true)
    this.connect({
      host: 'localhost',
      port,
      lookup: (_host, _options, done) => done(null, addresses),
      autoSelectFamily: true,
      // ::1 comes after a refusal alone: a connection that takes long is slow, not at another address.
      autoSelectFamilyAttemptTimeout: 2 ** 31 - 1,
    })
  }

  override push(bytes: Buffer | null, encoding?: BufferEncoding): boolean {
    if (bytes === null || this.#admit(bytes)) return super.push(bytes, encoding)
    this.destroy()
    return false
  }
}
