import { join } from 'node:path'
import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'
import { loadContract } from '../../sandbox-images/examiner/contract/load-contract.js'

const describe = (version: string, nullable: string) => `openapi: ${version}
info: { title: To-dos, version: '1' }
paths:
  /todos:
    get:
      responses:
        '200': { description: all, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Todo' } } } } }
    post:
      responses:
        2XX: { description: made, content: { 'application/*': { schema: { $ref: '#/components/schemas/Todo' } } } }
  /todos/newest:
    get: { responses: { '200': { description: count, content: { application/json: { schema: { required: [count] } } } } } }
  /todos/{id}:
    get:
      responses:
        '200': { description: one, content: { application/json: { schema: { $ref: '#/components/schemas/Todo' } } } }
        '404': { $ref: '#/components/responses/NotFound' }
    delete: { responses: { '204': { description: gone }, default: { description: other } } }
components:
  responses:
    NotFound: { description: none, content: { application/problem+json: { schema: { type: object, required: [message] } } } }
  schemas:
    Todo:
      type: object
      required: [id, title]
      additionalProperties: false
      properties: { id: { type: integer, minimum: 0 }, title: { type: string }, done: ${nullable} }
`
const contracts = [
  describe('3.1.0', `{ type: [boolean, 'null'] }`),
  describe('3.0.3', `{ type: boolean, nullable: true }`),
]

const service = await startService('contract-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())

async function judge(requests: string[], contract = contracts[0] ?? '') {
  const calls = requests.map((request) => {
    const [method, path] = request.split(' ')
    return `await http.request('${method}', '${path}')`
  })
  const source = `test('asks', async ({ http }) => { ${calls.join('; ')} })`
  return await runExamination({ source, port: service.port, files: { 'openapi.yaml': contract } })
}

const kept = [
  'GET /todos',
  'GET /todos?page=2',
  'GET /todos/1',
  'GET /todos/3',
  'GET /todos/newest',
  'DELETE /todos/1',
  'HEAD /todos',
  'OPTIONS /todos',
  'GET /unknown',
  'PUT /todos',
]

for (const contract of contracts) {
  t.test(`responses that keep an OpenAPI ${contract.slice(9, 12)} contract pass it`, async (t) => {
    const { ended } = await judge(kept, contract)
    t.match(ended['contract'], { outcome: 'passed', message: null, transcript: [] })
  })
}

const broken: [request: string, problem: string][] = [
  ['POST /todos', 'POST /todos returned 201: the body must NOT have additional properties (extra).'],
  ['GET /todos/2', 'GET /todos/{id} returned 200: the body at /title must be string.'],
  ['GET /todos/4', `GET /todos/{id} returned 404: the body must have required property 'message'.`],
  ['GET /todos/5', 'GET /todos/{id} returned 418; the contract has 200, 404.'],
  ['GET /todos/6', 'GET /todos/{id} returned 500; the contract has 200, 404.'],
  ['GET /todos/7', 'GET /todos/{id} returned 200: the content-type is text/html; the contract has application/json.'],
  ['GET /todos/8', 'GET /todos/{id} returned 200: the body is not readable JSON.'],
  ['GET /todos/9', 'GET /todos/{id} returned 200: the body is empty.'],
  ['GET /secret', 'GET /secret returned 200; the contract has no such operation.'],
]

t.test('each way of breaking the contract is told, with the exchange, and fails no other test', async (t) => {
  const { ended } = await judge(broken.map(([request]) => request))
  t.equal(ended['asks']?.outcome, 'passed')
  t.equal(ended['contract']?.outcome, 'failed')
  t.same(
    ended['contract']?.message?.split('\n'),
    broken.map(([, problem]) => problem),
  )
  t.same(
    ended['contract']?.transcript.map(({ method, path }) => `${method} ${path}`),
    broken.map(([request]) => request),
  )
})

t.test('a response that ends the test it answers does not hide that it breaks the contract', async (t) => {
  const source = `
    test('asks', async ({ http }) => { await http.get('/todos/1') })
    test('is blocked', { timeoutMs: 500 }, async ({ http }) => { if ((await http.get('/todos/2')).status === 200) for (;;); })`
  const { ended } = await runExamination({ source, port: service.port, files: { 'openapi.yaml': contracts[0] ?? '' } })
  t.equal(ended['is-blocked']?.outcome, 'failed')
  t.match(ended['contract'], { outcome: 'failed', message: /was stopped before its responses could be compared/ })
})

t.test('no response to compare is no pass', async (t) => {
  const { ended } = await judge(['GET /unknown'])
  t.match(ended['contract'], { outcome: 'failed', message: /No response could be compared/ })
})

t.test('a package without openapi.yaml has no such test', async (t) => {
  const { ended } = await runExamination({ source: `test('one', () => {})`, port: service.port })
  t.same(Object.keys(ended), ['one'])
})

const start = `openapi: 3.1.0\ninfo: { title: t, version: '1' }\n`
const mistaken: [name: string, contract: string, message: RegExp][] = [
  ['no YAML', 'openapi: [', /^openapi\.yaml:\d+: /],
  ['no version', 'paths: {}', /"openapi" must be a version 3\.0\.x or 3\.1\.x/],
  ['no paths', 'openapi: 3.1.0', /"paths" is missing/],
  ['a path without slash', `${start}paths: { todos: { get: {} } }`, /the path "todos" must begin with/],
  ['no responses', `${start}paths: { /a: { get: {} } }`, /GET \/a documents no responses/],
  ['an odd status', `${start}paths: { /a: { get: { responses: { ok: {} } } } }`, /GET \/a: "ok" is not a status/],
  [
    'a reference to nothing',
    `${start}paths: { /a: { get: { responses: { '200': { $ref: '#/components/responses/No' } } } } }`,
    /there is nothing at #\/components\/responses\/No/,
  ],
  [
    'aliases that multiply',
    `${start}x: [&a [1, 1], &b [*a, *a], &c [*b, *b], &d [*c, *c], &e [*d, *d], &f [*e, *e], &g [*f, *f], &h [*g, *g], [*h, *h]]\npaths: { /a: {} }`,
    /alias/i,
  ],
  [
    'a schema that is none',
    `${start}paths: { /a: { get: { responses: { '200': { content: { application/json: { schema: { type: strin } } } } } } } }`,
    /GET \/a, response 200: schema\/type must be/,
  ],
  [
    'a schema that refers to nothing',
    `${start}paths: { /a: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/no' } } } } } } } }`,
    /GET \/a, response 200: .*#\/no/,
  ],
]

for (const [name, contract, message] of mistaken) {
  t.test(`an openapi.yaml with ${name} is refused, in words that name the place`, async (t) => {
    const folder = t.testdir({ 'openapi.yaml': contract })
    await t.rejects(loadContract(join(folder, 'openapi.yaml')), { message })
  })
}

t.test('what is refused is a fault, before any test has run', async (t) => {
  const [, contract, expected] = mistaken[0]!
  const { fault, ended } = await judge(['GET /todos'], contract)
  t.match(fault, expected)
  t.same(ended, {})
})

t.test(
  'a pattern of the contract that a response keeps busy for ever fails the test, and the next one runs',
  async (t) => {
    const echo = await startService('echo-service.mjs')
    t.teardown(() => echo[Symbol.asyncDispose]())
    const contract = `${start}paths: { /x: { get: { responses: { '200': { content: { application/json: { schema: { type: string, pattern: '^(a+)+$' } } } } } } } }`
    const source = `
    test('asks', { timeoutMs: 1000 }, async ({ http }) => { await http.get('/x?body=%22${'a'.repeat(200)}!%22') })
    test('next', () => {})`
    const { ended, fault } = await runExamination({ source, port: echo.port, files: { 'openapi.yaml': contract } })
    t.match(ended['asks'], { outcome: 'failed', message: 'The test did not finish within 1 s.' })
    t.equal(ended['next']?.outcome, 'passed')
    t.equal(fault, null)
  },
)
