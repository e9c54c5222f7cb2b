import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { createFailureCount } from '../../../sandbox-images/examiner/load/run-load.js'
import { amplePatienceMs, loadWithNonces, nonceOf, rawAnswer, startHttp, startRaw } from './load-fixture.js'

const [p90, p99, longest] = [5, 7, 8] as const
const at = (values: number[], index: number) => values[index] ?? NaN

t.test('every answer of a right service is timed, over connections that are kept', async (t) => {
  await using server = await startHttp((request, response) => response.end(nonceOf(request)))
  const result = await loadWithNonces(server.port)
  t.same([result.sent, result.right, result.failures, result.violation], [100, 100, [], null])
  t.ok(at(result.latencies, 0) > 0, 'none took no time')
  t.same(
    [...result.latencies].sort((a, b) => a - b),
    result.latencies,
  )
  t.ok(server.connections < result.sent, `${server.connections} connections`)
})

t.test('a stall shows in the tail as all the requests that were due meanwhile', async (t) => {
  // From the hundredth on it answers nothing until it has ninety, the last of which is due 445 ms after the first.
  let count = 0
  const held: (() => void)[] = []
  await using server = await startHttp((request, response) => {
    count += 1
    const answer = () => response.end(nonceOf(request))
    if (count < 100 || count >= 190) return answer()
    held.push(answer)
    if (held.length === 90) for (const release of held) release()
  })
  const result = await loadWithNonces(server.port, { count: 200, everyMs: 5, connections: 100 })
  t.equal(result.right, 200)
  t.ok(at(result.latencies, p90) > 150, `${at(result.latencies, p90)} ms at 90 %`)
  t.ok(at(result.latencies, longest) > 350)
  t.ok(at(result.latencies, 0) < at(result.latencies, longest) / 2, 'and not in those that came at other times')
})

t.test('a service that takes one request at a time cannot hide the line behind it', async (t) => {
  let line: Promise<unknown> = Promise.resolve()
  await using server = await startHttp((request, response) => {
    line = line.then(() => pause(10)).then(() => response.end(nonceOf(request)))
  })
  const result = await loadWithNonces(server.port, { count: 80, everyMs: 4, connections: 4 })
  t.equal(result.right, 80)
  // Each takes 10 ms and comes after 4: the last waits about 80 * 6 ms, though no connection ever had more than four in
  // line.
  t.ok(at(result.latencies, longest) > 350, `${at(result.latencies, longest)} ms`)
})

t.test('a service that drops three of ten requests fails, and each of them took the longest time', async (t) => {
  let count = 0
  await using server = await startHttp((request, response) => {
    count += 1
    if (count % 10 < 3) request.socket.destroy()
    else response.end(nonceOf(request))
  })
  const result = await loadWithNonces(server.port)
  t.ok(result.right < 90, `${result.right} right`)
  t.equal(result.right + result.failures.reduce((sum, failure) => sum + failure.count, 0), 100)
  t.match(result.failures[0]?.message, /closed the connection/)
  t.ok(at(result.latencies, p90) >= 0.999 * amplePatienceMs, `${at(result.latencies, p90)} ms`)
})

t.test('a quick error and a quick wrong answer are failures', async (t) => {
  await using server = await startHttp((request, response) => {
    if (nonceOf(request).endsWith('a')) response.writeHead(503).end()
    else response.end('always the same')
  })
  const result = await loadWithNonces(server.port, { count: 30 })
  t.equal(result.right, 0)
  t.ok(at(result.latencies, 0) >= 0.999 * amplePatienceMs)
})

t.test('a service that never answers costs its time-out, not more', async (t) => {
  await using server = await startHttp(() => undefined)
  const result = await loadWithNonces(server.port, { count: 20, timeoutMs: 300 })
  t.equal(result.right, 0)
  t.match(result.failures, [{ message: /within 300 ms/, count: 20 }])
  t.ok(at(result.latencies, longest) < at(result.latencies, 0) * 1.01, 'each took the whole time-out')
})

t.test('an answer that is sent before its request is a violation', async (t) => {
  const early: Record<string, (path: string) => string[]> = {
    'in the same moment as the one before': (path) => [rawAnswer(path.slice(6)) + rawAnswer('early')],
    'a little later': (path) => [rawAnswer(path.slice(6)), rawAnswer('early')],
  }
  for (const [when, answers] of Object.entries(early)) {
    await using server = await startRaw((path, socket) => {
      const [first, second] = answers(path)
      socket.write(first ?? '')
      if (second) setTimeout(() => socket.write(second), 3)
    })
    const result = await loadWithNonces(server.port, { count: 40, everyMs: 20 })
    t.match(result.violation, /a response must follow its request/, when)
  }
})

t.test('an early answer that comes just as the next request goes out lacks its nonce', async (t) => {
  let last = ''
  await using server = await startRaw((path, socket) => {
    socket.write(rawAnswer(last)) // always that of the request before
    last = path.slice(6)
  })
  const result = await loadWithNonces(server.port, { count: 40 })
  t.ok(result.violation !== null || result.right <= 1)
})

t.test('a connection closed while idle is no failure', async (t) => {
  await using server = await startHttp((request, response) => {
    response.end(nonceOf(request))
    setTimeout(() => request.socket.destroy(), 4)
  })
  const result = await loadWithNonces(server.port, { count: 60, everyMs: 4 })
  t.same([result.right, result.violation], [60, null])
})

t.test('a service that keeps no connection is measured all the same', async (t) => {
  await using server = await startHttp((request, response) =>
    response.setHeader('connection', 'close').end(nonceOf(request)),
  )
  const result = await loadWithNonces(server.port, { count: 50 })
  t.same([result.right, result.violation], [50, null])
})

t.test('bodies without end and compressed ones are cut off', async (t) => {
  await using endless = await startHttp((_, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(256 * 1024)), 1)
    response.on('close', () => clearInterval(timer))
  })
  t.match((await loadWithNonces(endless.port, { count: 10 })).failures[0]?.message, /more than 1 MB/)
  await using packed = await startHttp((_, response) => response.setHeader('content-encoding', 'gzip').end('x'))
  t.match((await loadWithNonces(packed.port, { count: 10 })).failures[0]?.message, /gzip/)
})

t.test('failures of many kinds stay a short list', async (t) => {
  const failures = createFailureCount()
  for (let at = 0; at < 500; at += 1) failures.add(`kind ${at}`, '\u{1F642}'.repeat(1000))
  const list: { message: string; count: number }[] = failures.list()
  t.equal(list.length, 12)
  t.equal(
    list.reduce((sum, { count }) => sum + count, 0),
    500,
  )
  t.ok(list.every(({ message }) => message.length <= 600 && !/[\uD800-\uDBFF]$/.test(message)))
})

t.test('what is idle has quantiles, too', async (t) => {
  const result = await loadWithNonces(9, { count: 0 })
  t.same([result.sent, at(result.latencies, p99)], [0, 0])
})
