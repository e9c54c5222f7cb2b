import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

const deadlineMs = 1000
const slackMs = 500
const mostGrowthMb = 128

const brokenBy = (what: string) => new RegExp(`^Your service sent a response that violates HTTP: .*${what}`)
const late = new RegExp(`did not send its whole response within ${deadlineMs} ms`)
const tooLarge = /more than 1 MB/

/** A path of the hostile service, and what a learner is told of it. */
const refused: [id: string, path: string, message: RegExp][] = [
  ['H01', '/short-body', /closed the connection before its whole response was sent/],
  ['H02', '/forged-second', brokenBy('more bytes follow after its end')],
  ['H02', '/surplus-bytes', brokenBy('more bytes follow after its end')],
  ['H02', '/surplus-chunked', brokenBy('more bytes follow after its end')],
  ['H03', '/length-and-chunked', brokenBy('both content-length and transfer-encoding')],
  ['H03', '/two-lengths', brokenBy('more than one content-length')],
  ['H03', '/negative-length', brokenBy('content-length is not a number')],
  ['H04', '/bad-chunk', brokenBy('chunk size')],
  ['H05', '/huge-chunk', late],
  ['H06', '/chunk-extensions', brokenBy('chunk extensions')],
  ['H06', '/many-chunks', brokenBy('more than 2000 chunks')],
  ['H06', '/endless-size', brokenBy('a line with a chunk size has more than 256 bytes')],
  ['H06', '/endless-chunks', brokenBy('more than 2000 chunks')],
  ['H06', '/small-extensions', brokenBy('chunk extensions are longer than its body')],
  ['H06', '/gzip-chunked', brokenBy('"transfer-encoding: gzip, chunked", where only chunked is allowed')],
  ['H06', '/chunked-twice', brokenBy('"transfer-encoding: chunked, chunked"')],
  ['H06', '/folded-encoding', brokenBy('a header that continues on the next line')],
  ['H07', '/blank-lines', brokenBy('does not begin with a status line')],
  ['H07', '/trailer-flood', brokenBy('headers are larger than')],
  ['H08', '/many-trailers', brokenBy('201 headers')],
  ['H09', '/interim-flood', brokenBy('interim responses')],
  ['H07', '/header-flood', brokenBy('headers are larger than')],
  ['H08', '/many-headers', brokenBy('3001 headers')],
  ['H09', '/many-interim', brokenBy('interim responses')],
  ['H10', '/upgrade', brokenBy('switches to another protocol')],
  ['H11', '/drip-body', late],
  ['H11', '/drip-head', late],
  ['H11', '/silent', late],
  ['H12', '/endless', tooLarge],
  ['H13', '/gzip-bomb', brokenBy('content-encoding: gzip')],
  ['H13', '/seven-encodings', brokenBy('content-encoding: gzip, gzip')],
  ['H15', '/bare-lf', brokenBy('CR and LF')],
  ['H15', '/bare-cr', brokenBy('CR and LF')],
  ['H15', '/nul', brokenBy('a character that is not allowed')],
  ['H15', '/http-0.9', brokenBy('does not begin with a status line')],
  ['H17', '/reset', /closed the connection without sending a response/],
  ['H17', '/close', /closed the connection without sending a response/],
  ['H17', '/half-close', /closed the connection without sending a response/],
  ['H18', '/huge-json', tooLarge],
]

/** What is usable all the same, and what of it a test sees. */
const used: [id: string, path: string, check: string][] = [
  ['H14', '/redirect', `expect([response.status, response.headers.location]).toEqual([302, '/redirect'])`],
  ['H16', '/odd-status', `expect([response.status, response.headers['set-cookie'].length]).toEqual([999, 150])`],
  ['H18', '/deep-json', `expect(response.json).toBeUndefined()`],
  ['H18', '/no-number', `expect(response.json).toBeUndefined()`],
  ['H18', '/odd-json', `expect([response.json.a, ({}).polluted]).toEqual([2, undefined])`],
  ['H18', '/bad-utf8', `expect(response.text).toBe('\\ufffd\\ufffdA\\ufffd')`],
]

const name = (id: string, path: string) => `${id} ${path}`
const idOf = (id: string, path: string) =>
  name(id, path)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

const source = `
  const options = { timeoutMs: ${deadlineMs} }
  const rssMb = () => process.memoryUsage().rss / 1024 / 1024
  let before
  test('begins', () => { before = rssMb() })
  ${refused.map(([id, path]) => `test('${name(id, path)}', async ({ http }) => { await http.get('${path}', options) })`).join('\n')}
  ${used.map(([id, path, check]) => `test('${name(id, path)}', async ({ http }) => { const response = await http.get('${path}', options); ${check} })`).join('\n')}
  test('H20 /never-reads', async ({ http }) => { await http.post('/never-reads', { body: 'x'.repeat(20_000_000), ...options }) })
  test('memory', () => { expect(process.resourceUsage().maxRSS / 1024 - before).toBeLessThan(${mostGrowthMb}) })
  test('H19 /stop-listening', async ({ http }) => { await http.get('/stop-listening'); await http.get('/') })`

await using service = await startService('hostile-service.mjs')
const { ended, fault, lines } = await runExamination({ source, port: service.port })

for (const [id, path, message] of refused) {
  t.test(`${id}: ${path} fails in time, in words for the learner`, async (t) => {
    const test = ended[idOf(id, path)]
    t.match(test, { outcome: 'failed', message })
    t.ok((test?.ms ?? Infinity) < deadlineMs + slackMs)
    t.equal(test?.transcript[0]?.error, test?.message)
  })
}

for (const [id, path] of used) {
  t.test(`${id}: ${path} is a response like any other`, async (t) => {
    t.match(ended[idOf(id, path)], { outcome: 'passed', message: null })
  })
}

t.test('H16: what is kept of an odd response is clipped', async (t) => {
  const [exchange] = ended['h16-odd-status']?.transcript ?? []
  t.equal(exchange?.status, 999)
  t.ok((exchange?.responseHeaders['set-cookie']?.length ?? 0) <= 512)
})

t.test('H19: a service that takes no more connections is told so', async (t) => {
  t.match(ended['h19-stop-listening'], { outcome: 'failed', message: /Nothing is listening on port/ })
})

t.test('H20: a service that never reads runs into the deadline', async (t) => {
  t.match(ended['h20-never-reads'], { outcome: 'failed', message: late })
})

t.test(`all of it costs the examiner less than ${mostGrowthMb} MB`, async (t) => {
  t.match(ended['memory'], { outcome: 'passed', message: null })
})

t.test('none of it is a fault', async (t) => {
  t.equal(fault, null)
  t.equal(lines.at(-1)?.type, 'done')
})
