import { text } from 'node:stream/consumers'
import t from 'tap'
import { fetchBounded } from '../../../../api/lms/fetch-bounded.js'
import { requestTo, serveFiles } from '../fixtures/file-host.js'

const token = 'canary-token'
const answering = (t: Parameters<typeof serveFiles>[0]) => serveFiles(t, (_request, response) => response.end('x'))

t.test('the token goes to its host', async (t) => {
  const { host, requests } = await answering(t)
  await text(await fetchBounded(requestTo(host, { token, tokenHosts: [host] })))
  t.equal(requests[0]?.headers.authorization, `Bearer ${token}`)
})

t.test('the token goes to no other host that is allowed', async (t) => {
  const { host, requests } = await answering(t)
  await text(await fetchBounded(requestTo(host, { token, tokenHosts: ['lms.example'] })))
  t.equal(requests[0]?.headers.authorization, undefined)
})

t.test('the token does not follow a redirect to another host, or to another port', async (t) => {
  const files = await answering(t)
  const lms = await serveFiles(t, (_request, response) =>
    response.writeHead(302, { location: `http://${files.host}/` }).end(),
  )
  await text(
    await fetchBounded(requestTo(lms.host, { allowedHosts: [lms.host, files.host], token, tokenHosts: [lms.host] })),
  )
  t.equal(lms.requests[0]?.headers.authorization, `Bearer ${token}`)
  t.equal(files.requests.length, 1)
  t.notMatch(JSON.stringify(files.requests[0]?.rawHeaders), token)
})

t.test('the token follows a redirect on its own host', async (t) => {
  const lms = await serveFiles(t, (request, response) =>
    request.url === '/file' ? response.writeHead(302, { location: '/there' }).end() : response.end('x'),
  )
  await text(await fetchBounded(requestTo(lms.host, { token, tokenHosts: [lms.host] })))
  t.equal(lms.requests[1]?.headers.authorization, `Bearer ${token}`)
})

t.test('a token with a line break in it sends nothing', async (t) => {
  const { host, requests } = await answering(t)
  await t.rejects(fetchBounded(requestTo(host, { token: 'a\r\nx-evil: 1', tokenHosts: [host] })))
  t.equal(requests.length, 0)
})
