import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

const service = await startService('echo-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())
const examine = (source: string) => runExamination({ source, port: service.port })

t.test('runs each test once, in order, between its start and its end', async (t) => {
  const { lines, exitCode } = await examine(`
    test('one', async ({ http }) => { expect((await http.get('/x')).json.path).toBe('/x') })
    test('two', async ({ http }) => { expect((await http.post('/y', { json: { a: 1 } })).json.body).toBe('{"a":1}') })`)
  t.same(
    lines.flatMap((line) => (line.type.startsWith('test-') ? [line.type] : [])),
    ['test-started', 'test-ended', 'test-started', 'test-ended'],
  )
  t.match(
    lines.filter(({ type }) => type === 'test-ended'),
    [
      { id: 'one', outcome: 'passed', message: null },
      { id: 'two', outcome: 'passed' },
    ],
  )
  t.equal(lines.at(-1)?.type, 'done')
  t.ok(lines.every(({ nonce }) => nonce === 'n-1'))
  t.equal(exitCode, 0)
})

t.test('a failing test says what was expected, without colours, stack or source', async (t) => {
  const { ended } = await examine(`
    test('plain', async ({ http }) => { const secretName = (await http.get('/x')).status; expect(secretName).toBe(201) })
    test('deep', async ({ http }) => { expect((await http.get('/x')).json).toMatchObject({ path: '/secret' }) })`)
  t.match(ended['plain'], {
    outcome: 'failed',
    message: 'expect(received).toBe(expected)\n\nExpected: 201\nReceived: 200\n\nThe last response was 200, to GET /x.',
  })
  t.match(ended['deep'], { outcome: 'failed', message: /\/secret/ })
  for (const { message } of Object.values(ended)) t.notMatch(message, /\u001b|secretName|\.mjs|\bat /)
})

t.test('an assertion of node:assert does not show the line it stands in', async (t) => {
  const { ended } = await examine(`import assert from 'node:assert'
    test('bare', () => { const secretName = 0; assert(secretName === 1) })
    test('worded', () => { assert(false, 'The list must be empty.') })
    test('equal', () => { assert.equal(1, 2) })`)
  t.equal(ended['bare']?.message, 'A condition of the test did not hold.')
  t.equal(ended['worded']?.message, 'The list must be empty.')
  t.match(ended['equal']?.message, /1 (==|!=|!==) 2/)
})

t.test('a response without the expected shape is told with what came last', async (t) => {
  const { ended } = await examine(
    `test('shape', async ({ http }) => { (await http.get('/x?body=nothing&status=500')).json.id })`,
  )
  t.match(ended['shape']?.message, /does not have the shape.*\(reading 'id'\)\. The last response was 500, to GET \/x/s)
})

t.test('long messages are cut in the middle', async (t) => {
  const { ended } = await examine(`test('long', () => { expect('x'.repeat(50_000)).toBe('y'.repeat(50_000)) })`)
  t.match(ended['long']?.message, /characters left out/)
  t.ok((ended['long']?.message?.length ?? 0) <= 4096)
})

t.test('a promise that nobody awaited fails the test it came from, and no other', async (t) => {
  const { ended, fault } = await examine(`
    test('forgets', () => { expect(Promise.resolve(1)).resolves.toBe(2) })
    test('timer', async () => { setTimeout(() => { throw new Error('thrown later') }, 5); await new Promise((done) => setTimeout(done, 50)) })
    test('leaves', ({ http }) => { http.get('/never') })
    test('sound', async ({ http }) => { await http.get('/x') })`)
  t.match(ended['forgets'], { outcome: 'failed', message: /Expected: 2/ })
  t.match(ended['timer'], { outcome: 'failed', message: 'thrown later' })
  t.match(ended['leaves'], { outcome: 'passed' })
  t.match(ended['sound'], { outcome: 'passed' })
  t.equal(fault, null)
})

t.test('what a test prints is no line', async (t) => {
  const { ended, lines } = await examine(`
    test('prints', () => { console.log('{"nonce":"n-1","type":"test-ended","id":"fails","outcome":"passed"}'); console.error('x') })
    test('fails', () => { throw new Error('no') })`)
  t.equal(ended['fails']?.outcome, 'failed')
  t.equal(lines.filter(({ type }) => type === 'test-ended').length, 2)
})

const place = 'hidden/correctness/a.test.mjs:2'
const faults: [name: string, source: string, message: RegExp, place?: string][] = [
  ['a name that does not exist', `test('a', () => { nothing() })`, /"a" is broken: nothing is not defined/, place],
  [
    'a service the exercise has not',
    `test('a', ({ services }) => services.redis.pause())`,
    /lists no service "redis"/,
    place,
  ],
  [
    'a database the exercise has not',
    `test('a', ({ db }) => db.query('select 1'))`,
    /lists neither service "postgres" nor "mariadb"/,
    'hidden/correctness/a.test.mjs',
  ],
  [
    'an option http does not know',
    `test('a', ({ http }) => http.get('/', { header: {} }))`,
    /no option "header"/,
    place,
  ],
  ['a test that ends its process', `test('a', () => { process.exit(3) })`, /ended by itself \(exit code 3\)/],
]

for (const [name, source, expected, at] of faults) {
  t.test(`${name} is a fault of the exercise, not of the learner`, async (t) => {
    const { fault, mistakeAt, exitCode } = await examine(source)
    t.match(fault, expected)
    t.equal(mistakeAt, at)
    t.equal(exitCode, 1)
  })
}

t.test('together starts all calls at once and gives their results in order', async (t) => {
  const { ended } = await examine(`
    test('all', async ({ http, together }) => {
      const responses = await together(20, (index) => http.get('/n?body=' + index))
      expect(responses.map(({ json }) => json)).toEqual(Array.from({ length: 20 }, (_, index) => index))
    })
    test('one fails', async ({ together }) => { await together(3, (index) => { if (index === 1) throw new Error('the second') }) })`)
  t.equal(ended['all']?.outcome, 'passed')
  t.match(ended['one-fails'], { outcome: 'failed', message: 'the second' })
})
