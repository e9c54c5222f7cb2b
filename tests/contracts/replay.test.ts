import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import type { Exchange } from '../../contracts/protocol/examiner.js'
import { replayPort, replayScripts } from '../../contracts/report/replay.js'

const makeExchange = (changes: Partial<Exchange>): Exchange => ({
  method: 'GET',
  path: '/todos',
  requestHeaders: {},
  requestBody: null,
  status: 200,
  responseHeaders: {},
  responseBody: null,
  ms: 1,
  error: null,
  ...changes,
})
const create = (id: string, changes: Partial<Exchange> = {}) =>
  makeExchange({
    method: 'POST',
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: '{"title":"Milk"}',
    status: 201,
    responseBody: `{"title":"Milk", "id": ${id}}`,
    ...changes,
  })
const lastOf = (...exchanges: Exchange[]) => replayScripts(exchanges).at(-1) ?? ''

t.test('a request that needs nothing is one curl command to the port of the starters', async (t) => {
  t.equal(lastOf(makeExchange({})), "curl -i 'http://localhost:3000/todos'")
  t.equal(lastOf(makeExchange({ method: 'HEAD' })), "curl -i --head 'http://localhost:3000/todos'")
  t.match(lastOf(makeExchange({ requestBody: "it's" })), /-X GET --data-binary 'it'\\''s'/)
})

t.test('the starters that have a default port have this one', async (t) => {
  const starters = ['todo-api', 'orders-api', 'url-shortener', 'book-catalogue'].map((slug) =>
    readFileSync(`exercises/${slug}/starter/node/server.js`, 'utf8'),
  )
  const ports = starters.map((source) => Number(/PORT \?\? (\d+)/.exec(source)?.[1]))
  t.same([...new Set(ports)], [replayPort])
})

t.test('a request that needs an id takes it from the answer that it came from', async (t) => {
  const script = lastOf(
    create('"a8f0c2"'),
    makeExchange({ path: '/todos?limit=5' }),
    makeExchange({ path: '/todos/a8f0c2?full=1' }),
  )
  t.match(
    script,
    /^ANSWER=\$\(curl -sSi -X POST .*\nID=\$\(.*\ncurl -i "http:\/\/localhost:3000\/todos\/\$\{ID\}\?full=1"$/,
  )
  t.notMatch(script, /a8f0c2/)
})

t.test('short numbers are ids where they are called so, and what the test chose itself stays as it was', async (t) => {
  t.match(lastOf(create('7'), makeExchange({ path: '/todos/7' })), /\$\{ID\}/)
  t.match(
    lastOf(create('7', { responseBody: '{"total": 7}' }), makeExchange({ path: '/todos/7' })),
    /^curl -i 'http:\/\/localhost:3000\/todos\/7'$/,
  )
  t.match(
    lastOf(
      create('7', { requestBody: '{"isbn":"9783161484"}', responseBody: '{"isbn":"9783161484"}' }),
      makeExchange({ path: '/books/9783161484' }),
    ),
    /^curl/,
  )
})

t.test('what happened to the service in between stands in the script', async (t) => {
  const later = makeExchange({
    path: '/todos/7',
    before: [{ action: 'subject.restart' }, { action: 'service.stop', service: 'postgres' }],
  })
  t.match(
    lastOf(create('7'), later),
    /\n# Stop your service here with SIGTERM \(kill without -9\), and start it again\.\n# Stop the database here\.\ncurl/,
  )
})

t.test('a script that would be endless is left out', async (t) => {
  t.match(lastOf(create('7', { requestBody: 'x'.repeat(9000) }), makeExchange({ path: '/todos/7' })), /^curl -i 'http/)
})

t.test('what a service answered cannot run as a command', async (t) => {
  const evil = `{"id'$(touch /tmp/x)'": "abcdefghij", "id": "$(id)'\`id\`"}`
  const script = lastOf(
    create('1', { responseBody: evil, responseHeaders: { "location'": 'x', location: "/todos/$(id)'" } }),
    makeExchange({ path: "/todos/$(id)'" }),
    makeExchange({ path: '/x/abcdefghij' }),
  )
  t.notMatch(script, /touch|`id`|\$\(id\)/)
})

t.test('the scripts run: they send what the test sent', async (t) => {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${body}`)
    response.setHeader('location', '/todos/loc-42')
    response.setHeader('etag', '"v1"')
    response.end('{"items":[{"id":1},{"id":99}],"token":"fresh-token"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const answer = create('1', {
    responseBody: '{"items":[{"id":1},{"id":2}],"token":"old-token"}',
    responseHeaders: { location: '/todos/old-loc', etag: '"v0"' },
  })
  const last = makeExchange({
    method: 'PUT',
    path: '/todos/old-loc',
    requestHeaders: { authorization: 'Bearer old-token', 'if-match': '"v0"' },
    requestBody: `{"parentId":2,"note":"it's $HOME"}`,
  })
  const script = lastOf(answer, last).replaceAll(
    `localhost:${replayPort}`,
    `127.0.0.1:${(server.address() as AddressInfo).port}`,
  )
  await promisify(execFile)('sh', ['-c', script])
  t.same(seen, [
    'POST /todos - {"title":"Milk"}',
    `PUT /todos/loc-42 Bearer fresh-token {"parentId":99,"note":"it's $HOME"}`,
  ])
})
