import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { explainTransportError } from '../../../sandbox-images/examiner/kit/http/http-failure.js'
import { runLoad } from '../../../sandbox-images/examiner/load/run-load.js'
import { loadPath, loadWithNonces, nonceOf, rawAnswer, startHttp, startRaw } from './load-fixture.js'

t.test('a head that ends with the connection, in HTTP 1.0 and without a length, is timed to its end', async (t) => {
  await using server = await startRaw(
    (_, socket) => void socket.write('HTTP/1.0 200 OK\r\n\r\nri', () => setTimeout(() => socket.end('ght'), 60)),
  )
  const result = await loadPath(server.port, '/', { count: 3 })
  t.same([result.right, result.violation], [3, null])
  t.ok((result.latencies[0] ?? 0) >= 50, `${result.latencies[0]} ms`)
})

t.test(
  'a service that resets a kept connection over each request has its time counted from the first try',
  async (t) => {
    const seen = new Map<Socket, number>()
    await using server = await startHttp((request, response) => {
      const before = seen.get(request.socket) ?? 0
      seen.set(request.socket, before + 1)
      if (before === 0) response.end(nonceOf(request))
      else setTimeout(() => request.socket.resetAndDestroy(), 60)
    })
    const result = await loadWithNonces(server.port, { count: 10, everyMs: 100, connections: 1 })
    t.same([result.right, result.violation], [10, null])
    t.ok((result.latencies[8] ?? 0) >= 55, `${result.latencies[8]} ms`)
  },
)

t.test('a service that begins to answer and resets is asked twice at most', async (t) => {
  let asked = 0
  await using server = await startRaw((_, socket) => {
    asked += 1
    if (asked === 1) socket.write(rawAnswer('right'))
    else socket.write('HTTP/1.1 103 Early Hints\r\n\r\n', () => socket.resetAndDestroy())
  })
  const result = await loadWithNonces(server.port, { count: 6, everyMs: 30 })
  t.equal(result.right, 0)
  t.ok(asked <= 12, `${asked} requests`)
})

t.test(
  'a stall at the start of a trial, beyond the requests that are not timed, shows in those that were due meanwhile',
  async (t) => {
    let begun: Promise<unknown> | undefined
    await using server = await startHttp(async (request, response) => {
      await (begun ??= pause(400))
      response.end(nonceOf(request))
    })
    const result = await loadWithNonces(server.port, { count: 100, everyMs: 4 })
    t.same([result.right, result.violation], [100, null])
    t.ok((result.latencies[4] ?? 0) > 150, `${result.latencies[4]} ms at 75 %`)
  },
)

t.test('answers that are held back and come all at once were slow from their due times on', async (t) => {
  const held: (() => void)[] = []
  await using server = await startHttp((request, response) => {
    held.push(() => response.end(nonceOf(request)))
    if (held.length === 60) for (const release of held) release()
  })
  const result = await loadWithNonces(server.port, { count: 60, everyMs: 5 })
  t.equal(result.right, 60)
  t.ok((result.latencies[3] ?? 0) > 80, `${result.latencies[3]} ms at 50 %`)
})

t.test(
  'a service that takes no connections, and whose line of them is full, has failed each request in time',
  async (t) => {
    const program =
      "const s = require('node:net').createServer(); s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))"
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill('SIGKILL'))
    const [port] = (await once(child.stdout, 'data')) as [Buffer]
    child.kill('SIGSTOP')
    const result = await loadPath(Number(port), '/', { count: 10, timeoutMs: 300 })
    t.match(result, { sent: 10, right: 0, violation: null, failures: [{ message: /within 300 ms/, count: 10 }] })
    t.ok((result.latencies[0] ?? 0) >= 299)
  },
)

t.test('whatever ends a connection, known or not, is a failure of the request and never thrown', async (t) => {
  for (const code of [
    'EADDRNOTAVAIL',
    'EMFILE',
    'ENOBUFS',
    'ETIMEDOUT',
    'EPIPE',
    'ECONNABORTED',
    'HPE_NEW',
    'ERR_STREAM_DESTROYED',
    undefined,
  ]) {
    for (const hasStatus of [true, false]) {
      const failure = explainTransportError(Object.assign(new Error('odd'), code && { code }), {
        port: 8080,
        hasStatus,
      })
      t.match(failure, { name: 'HttpFailure', kind: /^(connection|protocol)$/, message: /\.$/ })
    }
  }
})

t.test('nothing is sent any more once a violation has ended the trial, not even what was cut', async (t) => {
  let hasBegun = false
  let isOver = false
  let late = 0
  await using server = await startRaw((path, socket) => {
    if (isOver) late += 1
    if (path.endsWith('first')) socket.write(rawAnswer('right'))
    else if (!hasBegun)
      hasBegun = true // waits on a kept connection
    else socket.write(`${rawAnswer('right')}HTTP`)
  })
  const requestOf = (path: string) => ({ request: { method: 'GET', path, headers: {}, body: null }, judge: () => null })
  const paths = ['/first', '/first', '/', '/']
  const result = await runLoad({
    port: server.port,
    planned: paths.map(requestOf),
    dueMs: [0, 0, 100, 110],
    limits: { connections: 4, timeoutMs: 5000 },
  })
  isOver = true
  await pause(100)
  t.match(result.violation, /more bytes than its response has/)
  t.equal(late, 0)
})
