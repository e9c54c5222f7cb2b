import t from 'tap'
import { createFetchJson } from '../../../../api/lms/fetch-bounded.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'
import { requestTo, serveFiles } from '../fixtures/file-host.js'

const serving = (t: Parameters<typeof serveFiles>[0], body: string, type = 'application/json') =>
  serveFiles(t, (_request, response) => response.writeHead(200, { 'content-type': type }).end(body))

t.test('a document is read with the headers and the token that belong to it', async (t) => {
  const { host, requests } = await serving(t, '{"a":[1]}')
  const fetchJson = createFetchJson(requestTo(host, { token: 'secret', tokenHosts: [host] }))
  t.same(await fetchJson(`http://${host}/x`, { accept: 'application/json+canvas-string-ids' }), { a: [1] })
  t.match(requests[0]?.headers, { accept: 'application/json+canvas-string-ids', authorization: 'Bearer secret' })
  await fetchJson(`http://${host}/x`)
  t.equal(requests[1]?.headers.accept, 'application/json')
})

t.test('the page of a host in trouble is a fault', async (t) => {
  const { host } = await serving(t, '<h1>Down for maintenance</h1>', 'text/html')
  t.match(
    await faultOf(() => createFetchJson(requestTo(host))(`http://${host}/`)),
    `host ${host} responded with something that is not JSON`,
  )
})

t.test('a document over a megabyte is refused', async (t) => {
  const { host } = await serving(t, JSON.stringify('x'.repeat(1024 * 1024)))
  t.match(
    await refusalOf('file-refused', () => createFetchJson(requestTo(host))(`http://${host}/`)),
    /larger than 1048576 bytes/,
  )
})

t.test('only the hosts of the connection are asked, within its time', async (t) => {
  const { host } = await serveFiles(t, () => undefined)
  t.match(
    await refusalOf('file-refused', () => createFetchJson(requestTo('lms.example'))(`http://${host}/`)),
    /not allow the host/,
  )
  t.match(await faultOf(() => createFetchJson(requestTo(host), 200)(`http://${host}/`)), /within 200 ms/)
})

t.test('a document that is nested deeply, or has very many members, is not parsed', async (t) => {
  for (const body of ['['.repeat(500_000), `[${'1,'.repeat(50_001)}1]`]) {
    const { host } = await serving(t, body)
    t.match(
      await faultOf(() => createFetchJson(requestTo(host))(`http://${host}/x`)),
      /nested deeper than 32 levels|more than 50000 members/,
    )
  }
})
