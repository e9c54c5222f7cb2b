import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { fetchBounded, type FetchRequest } from '../../../../api/lms/fetch-bounded.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'
import { requestTo, serveFiles, serveRaw } from '../fixtures/file-host.js'

const read = async (host: string, change: Partial<FetchRequest> = {}) =>
  await text(await fetchBounded(requestTo(host, change)))
const refused = (host: string, change?: Partial<FetchRequest>) => refusalOf('file-refused', () => read(host, change))

function* repeat(chunk: Buffer) {
  for (;;) yield chunk
}

const writeForever = (response: ServerResponse, chunk: Buffer) =>
  pipeline(Readable.from(repeat(chunk)), response, () => undefined)

t.test('an endless body ends at the limit, and the host is told', async (t) => {
  let isClosed = Promise.resolve<unknown>(null)
  const { host } = await serveFiles(t, (_request, response) => {
    isClosed = once(response, 'close')
    writeForever(response, Buffer.alloc(64 * 1024))
  })
  t.match(await refused(host, { maxBytes: 1_000_000 }), /larger than 1000000 bytes/)
  await isClosed
  t.pass('the connection is closed')
})

t.test('a body of exactly the limit is taken, one byte more is not', async (t) => {
  const { host } = await serveFiles(t, (_request, response) => {
    response.write('x'.repeat(999))
    response.end('xx')
  })
  t.equal((await read(host, { maxBytes: 1001 })).length, 1001)
  t.match(await refused(host, { maxBytes: 1000 }), /larger than 1000 bytes/)
})

t.test('20 GB announced are refused before a byte is read', async (t) => {
  const { host } = await serveRaw(
    t,
    (socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 20000000000\r\n\r\n')),
  )
  t.match(await refused(host), /larger than 1000 bytes/)
})

t.test('a compressed body is refused, whatever it would unpack to', async (t) => {
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  for (const encoding of ['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip', 'unknown']) {
    const { host } = await serveFiles(t, (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
    )
    t.match(await refused(host, { maxBytes: 100_000_000 }), /compressed/, encoding)
  }
})

t.test('compression hidden in the transfer is refused', async (t) => {
  const { host } = await serveRaw(
    t,
    (socket) =>
      void socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'),
      ),
  )
  t.match(await refused(host), /transfer encoding/)
})

t.test('a slow body is over at the deadline, though bytes keep coming', async (t) => {
  const { host } = await serveFiles(t, (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  })
  t.match(await faultOf(() => read(host, { timeoutMs: 300 })), /did not respond within 300 ms/)
})

t.test('a host that never answers, or never ends its headers, is over at the deadline', async (t) => {
  const silent = await serveRaw(t, () => undefined)
  const endless = await serveRaw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const drip = setInterval(() => socket.write('x: y\r\n'), 20)
    socket.on('close', () => clearInterval(drip))
  })
  for (const { host } of [silent, endless]) {
    t.match(await faultOf(() => read(host, { timeoutMs: 300 })), /did not respond within 300 ms/)
  }
})

t.test('a host that is waited for no more is let go', async (t) => {
  let isClosed = Promise.resolve<unknown>(null)
  const { host } = await serveRaw(t, (socket) => void (isClosed = once(socket.resume(), 'close')))
  t.match(await faultOf(() => read(host, { timeoutMs: 200 })), /within 200 ms/)
  await isClosed
  t.pass('the connection is closed')
})

t.test('a resolver that never answers is over at the deadline', async (t) => {
  const never = new Promise<never>(() => undefined)
  t.match(
    await faultOf(() => read('files.example', { timeoutMs: 300, resolve: () => never })),
    /files\.example did not respond within 300 ms/,
  )
})

t.test('the deadline is for all redirects together', async (t) => {
  const { host } = await serveFiles(t, (_request, response) => {
    setTimeout(() => response.writeHead(302, { location: '/file' }).end(), 150)
  })
  t.match(await faultOf(() => read(host, { timeoutMs: 400 })), /did not respond within 400 ms/)
})

t.test('a body that nobody reads is over at the deadline, and harms nothing', async (t) => {
  const { host } = await serveFiles(t, (_request, response) => writeForever(response, Buffer.alloc(64 * 1024)))
  // On a busy machine the deadline may come before the headers: then once more, with twice the time.
  let timeoutMs = 100
  let body
  do {
    timeoutMs *= 2
    body = await fetchBounded(requestTo(host, { maxBytes: 1e9, timeoutMs })).catch(() => undefined)
  } while (!body)
  await once(body, 'close').catch(() => undefined)
  t.equal(body.errored?.message, `The host ${host} did not respond within ${timeoutMs} ms`)
})

t.test('a reader that stops closes the connection', async (t) => {
  let isClosed = Promise.resolve<unknown>(null)
  const { host } = await serveFiles(t, (_request, response) => {
    isClosed = once(response, 'close')
    writeForever(response, Buffer.alloc(1024))
  })
  const body = await fetchBounded(requestTo(host, { maxBytes: 1e9 }))
  body.destroy()
  await isClosed
  t.ok(body.destroyed)
})

t.test('a body that is cut short is a fault', async (t) => {
  const { host } = await serveRaw(
    t,
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello')),
  )
  t.ok(await faultOf(() => read(host)))
})

t.test('answers that are no HTTP, or whose headers have no end, are faults', async (t) => {
  const answers = [
    'SSH-2.0-OpenSSH_9.2\r\n',
    '-ERR unknown command\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ]
  for (const answer of answers) {
    const { host } = await serveRaw(t, (socket) => void socket.once('data', () => socket.write(answer)))
    t.ok(await faultOf(() => read(host)), answer.slice(0, 20))
  }
})
