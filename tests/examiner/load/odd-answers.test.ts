import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { seedRandom } from '../../../worker/checks/seeded-random.js'
import { loadPath, rawAnswer, startRaw } from './load-fixture.js'
import type { Answer } from '../../../sandbox-images/examiner/kit/http/receive-response.js'
import { sendRequest } from '../../../sandbox-images/examiner/kit/http/send-request.js'

/** One request of a hidden test. */
const ask = (port: number, { method = 'GET', timeoutMs = 10_000 } = {}): Promise<Answer> =>
  new Promise((resolve) =>
    sendRequest(
      { port, method, path: '/', headers: {}, body: null, timeoutMs, signal: new AbortController().signal },
      resolve,
    ),
  )

const ok = 'HTTP/1.1 200 OK\r\n'
const mb = 1024 * 1024

/** Writes bytes, and then the same again and again, for as long as somebody takes them. */
const flood = (head: string, again: string) => (socket: Socket) => {
  const bytes = Buffer.alloc(65_536, again, 'latin1')
  const pour = () => {
    while (!socket.destroyed && socket.write(bytes));
  }
  socket.write(head, 'latin1')
  socket.on('drain', pour)
  pour()
}
const write = (text: string) => (socket: Socket) => void socket.write(text, 'latin1')
const drip = (text: string) => async (socket: Socket) => {
  for (let at = 0; !socket.destroyed; at += 1) {
    socket.write(text[at % text.length] ?? '')
    await pause(2)
  }
}

const charged: [what: string, answer: (socket: Socket) => void, message: RegExp][] = [
  [
    'names a coding that only looks like chunked, and a body without end',
    flood(`${ok}transfer-encoding: chunked\xa0\r\n\r\n0\r\n\r\n`, 'x'),
    /only chunked is allowed/,
  ],
  [
    'switches protocols without naming one, before the right answer',
    write(`HTTP/1.1 101 Switching Protocols\r\n\r\n${rawAnswer('right')}`),
    /switches to another protocol/,
  ],
  ['says its length with a plus', write(`${ok}content-length: +5\r\n\r\nright`), /content-length is not a number/],
  ['says its length as a list', write(`${ok}content-length: 5, 5\r\n\r\nright`), /content-length is not a number/],
  [
    'says a length beyond 64 bits, which wraps around to the right one',
    write(`${ok}content-length: 18446744073709551621\r\n\r\nright`),
    /content-length is not a number/,
  ],
  [
    'says a chunk size beyond 64 bits',
    write(`${ok}transfer-encoding: chunked\r\n\r\n10000000000000005\r\nright\r\n0\r\n\r\n`),
    /chunk size overflow/,
  ],
  [
    'says a chunk size in C',
    write(`${ok}transfer-encoding: chunked\r\n\r\n0x5\r\nright\r\n0\r\n\r\n`),
    /not a hexadecimal number/,
  ],
  [
    'has a blank after a chunk size',
    write(`${ok}transfer-encoding: chunked\r\n\r\n5 \r\nright\r\n0\r\n\r\n`),
    /chunk size/,
  ],
  [
    'ends a chunk extension by LF alone',
    write(`${ok}transfer-encoding: chunked\r\n\r\n5;a\nright\r\n0\r\n\r\n`),
    /violates HTTP/,
  ],
  [
    'says another length in its trailer',
    write(`${ok}transfer-encoding: chunked\r\n\r\n5\r\nright\r\n0\r\ncontent-length: 9\r\n\r\n`),
    /content-length/,
  ],
  [
    'gives an interim answer a body',
    write(`HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\nright${rawAnswer('right')}`),
    /does not begin with a status line/,
  ],
  ['has a reason phrase without end', flood('HTTP/1.1 200 ', 'R'), /headers are larger than/],
  ['has a NUL in a header', write(`${ok}x: a\0b\r\ncontent-length: 5\r\n\r\nright`), /not allowed/],
  [
    'ends the lines of its head by LF alone',
    flood('HTTP/1.1 200 OK\ncontent-length: 5\n\nright', '\n'),
    /headers are larger|status line/,
  ],
  ['is of HTTP 0.9', (socket) => void socket.end('right'), /does not begin with a status line/],
  [
    'is encoded seven times',
    write(`${ok}content-encoding: ${Array(7).fill('gzip').join(', ')}\r\ncontent-length: 5\r\n\r\nright`),
    /content-encoding: gzip/,
  ],
  ['is no more than the end of the connection', (socket) => void socket.end(), /closed the connection without sending/],
  [
    'is a reset after half of it',
    (socket) => void socket.write(`${ok}content-length: 5\r\n\r\nri`, () => socket.resetAndDestroy()),
    /closed the connection/,
  ],
]

for (const [what, answer, message] of charged) {
  t.test(`an answer that ${what} is a failure of the service, in a test and under load`, async (t) => {
    await using server = await startRaw((_, socket) => answer(socket))
    const tested = await ask(server.port)
    t.match(tested.failure?.message, message)
    t.ok(tested.body.length <= mb, `${tested.body.length} bytes were kept`)
    const result = await loadPath(server.port, '/', { count: 3 })
    t.same([result.sent, result.right, result.violation], [3, 0, null])
    t.match(result.failures[0]?.message, message)
  })
}

t.test('a body where there must be none ends the trial', async (t) => {
  for (const head of [
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n',
  ]) {
    await using server = await startRaw((_, socket) => flood(head, '5\r\nright\r\n')(socket))
    t.match((await ask(server.port)).failure?.message, /more bytes follow after its end/)
    t.match((await loadPath(server.port, '/', { count: 2 })).violation, /more bytes than its response has/)
  }
})

t.test('an answer that comes byte by byte costs its time-out and no more, in its head and in its body', async (t) => {
  for (const text of [`${ok}x: ${'y'.repeat(5000)}`, `${ok}content-length: 90000\r\n\r\n${'x'.repeat(90_000)}`]) {
    await using server = await startRaw((_, socket) => void drip(text)(socket))
    t.match((await ask(server.port, { timeoutMs: 200 })).failure?.message, /within 200 ms/)
    const result = await loadPath(server.port, '/', { count: 3, timeoutMs: 200 })
    t.match(result, { right: 0, violation: null, failures: [{ message: /within 200 ms/, count: 3 }] })
  }
})

const sound: [what: string, answer: string][] = [
  ['has zeros before its length', `${ok}content-length: ${'0'.repeat(3000)}5\r\n\r\nright`],
  ['offers another protocol', `${ok}connection: upgrade\r\nupgrade: h2c\r\ncontent-length: 5\r\n\r\nright`],
  [
    'has headers named like members of an object',
    `${ok}__proto__: x\r\nconstructor: y\r\ntoString: z\r\nthen: a\r\ncontent-length: 5\r\n\r\nright`,
  ],
  [
    'promises to keep its connection for ever',
    `${ok}keep-alive: timeout=${'9'.repeat(400)}\r\ncontent-length: 5\r\n\r\nright`,
  ],
  ['promises to keep its connection for no time', `${ok}keep-alive: timeout=0\r\ncontent-length: 5\r\n\r\nright`],
  ['is chunked in HTTP 1.0', `HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nright\r\n0\r\n\r\n`],
]

for (const [what, text] of sound) {
  t.test(`an answer that ${what} is right all the same`, async (t) => {
    await using server = await startRaw((_, socket) => write(text)(socket))
    t.match(await ask(server.port), { status: 200, failure: null })
    const judge = ({ body }: { body: Buffer }) =>
      body.toString() === 'right' ? null : { kind: 'wrong', message: 'wrong' }
    t.match(await loadPath(server.port, '/', { count: 5, judge: judge as () => null }), { right: 5, violation: null })
  })
}

const chance = seedRandom('odd answers')
const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T
const oddCharacters = [
  '',
  '',
  '',
  ' ',
  '\t',
  '\xa0',
  '\x85',
  '\v',
  '\f',
  '\0',
  '\r',
  '\n',
  '\xad',
  ',',
  ';',
  '"',
  '+',
  '-',
]
const statuses = ['200', '200', '200', '204', '304', '100', '103', '199', '101', '205', '099', '999']

function drawAnswer(): string {
  const fields = [
    () =>
      `${pick(['T', 't'])}ransfer-encoding${pick(oddCharacters)}:${pick(oddCharacters)}${pick(['chunked', 'Chunked', 'gzip'])}${pick(oddCharacters)}`,
    () => `content-length:${pick(oddCharacters)}${pick(['0', '2', '0002', '99999999'])}${pick(oddCharacters)}`,
    () => `connection: ${pick(['close', 'keep-alive', 'upgrade'])}`,
    () => `x${pick(oddCharacters)}: a${pick(oddCharacters)}b`,
  ]
  const lines = Array.from({ length: Math.floor(chance() * 4) }, () => `${pick(fields)()}\r\n`)
  return `HTTP/1.${pick([0, 1])} ${pick(statuses)} OK\r\n${lines.join('')}\r\n${pick(['', 'ok', '2\r\nok\r\n0\r\n\r\n', '0\r\nx: y\r\n\r\n', '2;a=b\r\nok\r\n'])}`
}

t.test('however an odd head may be read, no more than a megabyte of what follows is kept', async (t) => {
  for (let trial = 0; trial < 100; trial += 1) {
    const head = drawAnswer()
    const [again, method] = [pick(['x', '0', '\r\n', '1\r\nx\r\n']), pick(['GET', 'HEAD'])]
    await using server = await startRaw((_, socket) => flood(head, again)(socket))
    const { body, failure } = await ask(server.port, { method })
    if (body.length > mb || failure === null)
      t.fail(`${method} ${JSON.stringify([head, again])}: ${body.length} bytes, ${failure?.message}`)
  }
})
