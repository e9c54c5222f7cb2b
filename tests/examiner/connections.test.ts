import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import { sendRequest } from '../../sandbox-images/examiner/kit/http/send-request.js'

// A service may open 1,024 files: kept connections would use them up while data is seeded.
for (const connection of ['close', 'keep-alive']) {
  t.test(`a hidden test's request with "connection: ${connection}" leaves no connection open`, async (t) => {
    const server = createServer({ keepAliveTimeout: 0 }, (_request, response) => response.end('done')).listen(
      0,
      '127.0.0.1',
    )
    t.teardown(() => {
      server.closeAllConnections()
      server.close()
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const { signal } = new AbortController()
    const request = { port, method: 'GET', path: '/', headers: { connection }, body: null, timeoutMs: 10_000, signal }
    const answer = await new Promise<{ status: number | null }>((resolve) => sendRequest(request, resolve))
    t.equal(answer.status, 200)
    const [socket] = await accepted
    if (!socket.closed) await once(socket, 'close')
    t.equal(socket.closed, true)
  })
}
