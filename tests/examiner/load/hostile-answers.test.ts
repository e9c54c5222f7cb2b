import t from 'tap'
import { startService } from '../fixtures/fixture-service.js'
import { loadPath, startHttp, startRaw } from './load-fixture.js'

const service = await startService('hostile-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())

const hostile: [path: string, message: RegExp][] = [
  ['/many-chunks', /more than 2000 chunks/],
  ['/endless-size', /a line with a chunk size has more than 256 bytes/],
  ['/endless-chunks', /more than 2000 chunks/],
  ['/chunk-extensions', /chunk extensions included/],
  ['/small-extensions', /longer than its body/],
  ['/gzip-chunked', /"transfer-encoding: gzip, chunked"/],
  ['/length-and-chunked', /both content-length and transfer-encoding/],
  ['/folded-encoding', /continues on the next line/],
  ['/blank-lines', /does not begin with a status line/],
  ['/header-flood', /headers are larger than/],
  ['/many-headers', /3001 headers/],
  ['/trailer-flood', /headers are larger than/],
  ['/interim-flood', /interim responses/],
  ['/endless', /more than 1 MB/],
]

for (const [path, message] of hostile) {
  t.test(`${path} is a failed request of the load, long before its time is up`, async (t) => {
    const result = await loadPath(service.port, path, { count: 3 })
    t.same([result.sent, result.right, result.violation], [3, 0, null])
    t.match(result.failures, [{ message, count: 3 }])
  })
}

t.test('a service that goes on writing is cut off after little more than what connections hold', async (t) => {
  let written = 0
  await using server = await startRaw((_, socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(2000)));
    }
    socket.on('drain', pour)
    socket.on('close', () => (written += socket.bytesWritten - socket.writableLength))
    pour()
  })
  const result = await loadPath(server.port, '/', { count: 1 })
  t.match(result.failures[0]?.message, /interim responses/)
  t.ok(written < 20_000_000, `${written} bytes`)
})

/** Keeps the process from anything else for so long. */
function block(ms: number): null {
  const until = performance.now() + ms
  while (performance.now() < until);
  return null
}

t.test('answers that cost so much that the trial never ends have failed when it is over', async (t) => {
  await using server = await startHttp((_, response) => response.end('right'))
  const result = await loadPath(server.port, '/', { count: 200, timeoutMs: 100, judge: () => block(40) })
  t.equal(result.sent, 200)
  t.ok(result.right < 100, `${result.right} right`)
  t.equal(result.right + result.failures.reduce((sum, { count }) => sum + count, 0), 200)
})
