import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { runLoad, type LoadResult } from '../../../sandbox-images/examiner/load/run-load.js'

/** Far longer than any answer takes, however busy the machine is. */
export const amplePatienceMs = 30_000

/** Asks for `/echo/<nonce>` at even times; the right answer is the nonce. */
export function loadWithNonces(
  port: number,
  { count = 100, everyMs = 4, connections = 64, timeoutMs = amplePatienceMs } = {},
): Promise<LoadResult> {
  const nonces = Array.from({ length: count }, (_, at) => `n${at}-${Math.random().toString(36).slice(2)}`)
  return runLoad({
    port,
    planned: nonces.map((nonce) => ({
      request: { method: 'GET', path: `/echo/${nonce}`, headers: {}, body: null },
      judge: ({ status, body }) =>
        status === 200 && body.toString() === nonce ? null : { kind: 'wrong', message: `Expected ${nonce}.` },
    })),
    dueMs: nonces.map((_, at) => at * everyMs),
    limits: { connections, timeoutMs },
  })
}

/** Asks for the same path again and again; any answer is right. */
export function loadPath(
  port: number,
  path: string,
  { count = 1, timeoutMs = amplePatienceMs, judge = (): null => null } = {},
): Promise<LoadResult> {
  return runLoad({
    port,
    planned: Array.from({ length: count }, () => ({
      request: { method: 'GET', path, headers: {}, body: null },
      judge,
    })),
    dueMs: Array.from({ length: count }, () => 0),
    limits: { connections: 64, timeoutMs },
  })
}

export const nonceOf = (request: IncomingMessage): string => request.url?.slice('/echo/'.length) ?? ''

type Running = AsyncDisposable & { port: number; connections: number }

async function listen(server: Server | HttpServer): Promise<Running> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

export const startHttp = (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Running> =>
  listen(createServer(handle))

/** A server that writes what it likes: `answer` is called with the path of each request. */
export const startRaw = (answer: (path: string, socket: Socket) => void): Promise<Running> =>
  listen(
    createRawServer((socket) => {
      let text = ''
      socket.on('data', (bytes) => {
        text += bytes.toString()
        for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
          answer(text.split(' ')[1] ?? '', socket)
          text = text.slice(end + 4)
        }
      })
    }),
  )

export const rawAnswer = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
