import t from 'tap'
import { examinerLimits } from '../../contracts/protocol/bounds.js'
import type { Exchange } from '../../contracts/protocol/examiner.js'
import { createLineWriter } from '../../sandbox-images/examiner/examiner/worker-lines.js'
import { createTranscript } from '../../sandbox-images/examiner/kit/http/transcript.js'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

const service = await startService('echo-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())
const examine = (source: string) => runExamination({ source, port: service.port })

t.test('an exchange is told as it went', async (t) => {
  const { ended } = await examine(`test('one', async ({ http }) => {
    await http.put('/x?status=201', { json: { title: 'Milk' }, headers: { Authorization: 'Bearer 1' } })
  })`)
  t.match(ended['one']?.transcript, [
    {
      method: 'PUT',
      path: '/x?status=201',
      requestHeaders: { authorization: 'Bearer 1', 'content-type': 'application/json', 'accept-encoding': 'identity' },
      requestBody: '{"title":"Milk"}',
      status: 201,
      responseHeaders: { 'content-type': 'application/json' },
      responseBody: /"method":"PUT"/,
      error: null,
    },
  ])
})

t.test('of many exchanges alike the first five and the last fifteen are kept, and the gap is marked', async (t) => {
  const { ended } = await examine(
    `test('many', async ({ http }) => { for (let n = 0; n < 30; n++) await http.get('/n' + n) })`,
  )
  const paths = ended['many']?.transcript.map(({ path }) => path)
  t.same(
    paths,
    [...Array(30).keys()].filter((n) => n < 5 || n >= 15).map((n) => `/n${n}`),
  )
  t.same(
    ended['many']?.transcript.flatMap(({ missing }) => missing ?? []),
    [10],
  )
})

t.test('what was done to the pod stays in the transcript when its exchange is left out', async (t) => {
  const transcript = createTranscript()
  for (let n = 0; n < 30; n++) {
    if (n === 7) transcript.noteControl({ action: 'subject.kill' })
    transcript.add({ path: `/${n}` } as Exchange)
  }
  t.match(transcript.exchanges()[5], { path: '/15', before: [{ action: 'subject.kill' }] })
})

t.test('a response of another kind is kept, however many follow', async (t) => {
  const transcript = createTranscript()
  for (let n = 0; n < 40; n++)
    transcript.add({ path: `/${n}`, method: 'POST', status: n === 8 ? 500 : 201 } as Exchange)
  const exchanges = transcript.exchanges()
  t.equal(exchanges.length, examinerLimits.exchanges)
  t.match(exchanges.slice(5, 7), [
    { path: '/8', status: 500, missing: 3 },
    { path: '/26', missing: 17 },
  ])
  t.equal(exchanges.at(-1)?.path, '/39')
})

t.test('bodies, headers and paths are cut to an excerpt', async (t) => {
  const { ended } = await examine(`test('big', async ({ http }) => {
    await http.post('/x', { body: 'é'.repeat(100_000), headers: { 'x-long': 'h'.repeat(5000) } })
  })`)
  const [exchange] = ended['big']?.transcript ?? []
  t.ok(Buffer.byteLength(exchange?.requestBody ?? '') <= examinerLimits.excerptBytes)
  t.match(exchange?.requestBody, /… \(200000 bytes in all\)$/)
  t.ok(Buffer.byteLength(exchange?.responseBody ?? '') <= examinerLimits.excerptBytes)
  t.equal(exchange?.requestHeaders['x-long']?.length, 512)
})

t.test('a line stays within its bound, whatever the service sends', async (t) => {
  const { ended, rawLines } = await examine(`test('wide', async ({ http }) => {
    const hostile = encodeURIComponent('\\u0001'.repeat(1500) + '\\u2028')
    for (let n = 0; n < 20; n++) await http.get('/x?body=' + hostile, { headers: Object.fromEntries(Array.from({ length: 40 }, (_, h) => ['h' + h, 'v'.repeat(200)])) })
  })`)
  t.ok(Math.max(...rawLines.map((line) => Buffer.byteLength(line))) <= examinerLimits.lineBytes)
  t.ok(rawLines.every((line) => !line.includes('\u2028')))
  t.equal(ended['wide']?.outcome, 'passed')
  t.not(ended['wide']?.transcript.length, 0)
})

t.test(
  'all lines together stay within their bound: where there is little room left, requests are left out and no result is',
  async (t) => {
    const lines: string[] = []
    const { write } = createLineWriter({ write: (line: string) => lines.push(line) > 0 })
    const exchange = { requestBody: null, responseBody: '\u0001'.repeat(2000), missing: 1 } as Exchange
    const transcript = Array.from({ length: 20 }, () => exchange)
    for (let n = 0; n < 1000; n += 1)
      write({ type: 'test-ended', id: `t-${n}`, outcome: 'failed', message: 'm'.repeat(4000), ms: 1, transcript })
    t.ok(lines.reduce((sum, line) => sum + line.length, 0) < examinerLimits.totalBytes)
    t.equal(new Set(lines.map((line) => JSON.parse(line).id)).size, 1000)
    const shortened = lines
      .map((line) => (JSON.parse(line) as { transcript: Exchange[] }).transcript)
      .filter(({ length }) => length > 0)
    t.ok(
      shortened.every(
        (kept) => kept.length + kept.reduce((sum, { missing = 0 }) => sum + missing, 0) === 2 * transcript.length,
      ),
      'and how many were left out is never lost',
    )
  },
)
