import t from 'tap'
import { fetchBounded } from '../../../../api/lms/fetch-bounded.js'
import { text } from 'node:stream/consumers'
import { faultOf, refusalOf } from '../fixtures/refusal.js'
import { requestTo, serveFiles, serveRaw } from '../fixtures/file-host.js'

/** A host that redirects to `location` first and then answers. */
const redirectTo = (t: Parameters<typeof serveFiles>[0], location: string | undefined, status = 302) =>
  serveFiles(t, (request, response) => {
    if (request.url === '/file') response.writeHead(status, location === undefined ? {} : { location }).end('not this')
    else response.end('arrived')
  })

t.test('a redirect on the same host is followed, in each of its forms', async (t) => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { host } = await redirectTo(t, '/other', status)
    t.equal(await text(await fetchBounded(requestTo(host))), 'arrived', String(status))
  }
})

t.test('a redirect to another allowed host is followed', async (t) => {
  const files = await serveFiles(t, (_request, response) => response.end('arrived'))
  const { host } = await redirectTo(t, `http://${files.host}/elsewhere`)
  t.equal(await text(await fetchBounded(requestTo(host, { allowedHosts: [host, files.host] }))), 'arrived')
  t.equal(files.requests[0]?.url, '/elsewhere')
})

t.test('a redirect to a host that is not allowed never reaches it', async (t) => {
  const inner = await serveFiles(t, (_request, response) => response.end('secret'))
  for (const location of [`http://${inner.host}/`, `//${inner.host}/`, `http:\\\\${inner.host}/`]) {
    const { host } = await redirectTo(t, location)
    t.match(
      await refusalOf('file-refused', () => fetchBounded(requestTo(host))),
      /not allow the host|not in its usual form/,
    )
  }
  t.equal(inner.requests.length, 0)
})

t.test('a redirect to an address that may not be asked is refused, although its host is allowed', async (t) => {
  for (const bad of ['169.254.169.254', '0.0.0.0', '[fe80::1]', '[64:ff9b::7f00:1]']) {
    const { host } = await redirectTo(t, `http://${bad}/latest/meta-data`)
    t.match(
      await refusalOf('file-refused', () => fetchBounded(requestTo(host, { allowedHosts: [host, bad] }))),
      /forbidden address/,
      bad,
    )
  }
})

t.test('a redirect to a name that leads to such an address is refused', async (t) => {
  const { host } = await redirectTo(t, 'http://inner.example/')
  const request = requestTo(host, { allowedHosts: [host, 'inner.example'], resolve: async () => ['169.254.169.254'] })
  t.match(
    await refusalOf('file-refused', () => fetchBounded(request)),
    /inner\.example resolves to a forbidden address/,
  )
})

t.test('a name is resolved and judged again at every step', async (t) => {
  const files = await serveFiles(t, (_request, response) => response.writeHead(302, { location: '/again' }).end())
  const answers = [['127.0.0.1'], ['169.254.169.254']]
  let asked = 0
  const name = `files.example:${files.port}`
  const request = requestTo(name, { resolve: async () => answers[asked++] ?? [] })
  t.match(await refusalOf('file-refused', () => fetchBounded(request)), /forbidden address/)
  t.equal(asked, 2)
  t.equal(files.requests.length, 1)
})

t.test('a redirect to another scheme, with a user name, or to a disguised address is refused', async (t) => {
  const cases: [string, RegExp][] = [
    ['file:///etc/passwd', /starts with file:/],
    ['gopher://127.0.0.1:6379/_FLUSHALL', /starts with gopher:/],
    ['http://user@HOST/', /user name/],
    ['http://2130706433/', /not in its usual form/],
    ['http://0x7f.1/', /not in its usual form/],
    ['http://localhost./', /ends with a dot/],
    ['http://127.0.0.1:6379/', /not allow the host/],
    ['http://', /not a valid URL/],
  ]
  for (const [location, detail] of cases) {
    const { host } = await redirectTo(t, location)
    t.match(await refusalOf('file-refused', () => fetchBounded(requestTo(host))), detail, location)
  }
})

t.test('a redirect to nowhere is refused', async (t) => {
  const { host } = await redirectTo(t, undefined)
  t.match(await refusalOf('file-refused', () => fetchBounded(requestTo(host))), /without a target/)
})

t.test('a redirect in circles is left after five steps', async (t) => {
  const loop = await serveFiles(t, (_request, response) => response.writeHead(302, { location: '/file' }).end())
  t.match(await refusalOf('file-refused', () => fetchBounded(requestTo(loop.host))), /more than 5 times/)
  t.equal(loop.requests.length, 6)
})

t.test('five redirects arrive', async (t) => {
  const chain = await serveFiles(t, (request, response) => {
    const step = Number(new URL(request.url ?? '', 'http://x').searchParams.get('step'))
    if (step === 5) response.end('arrived')
    else response.writeHead(302, { location: `/?step=${step + 1}` }).end()
  })
  t.equal(await text(await fetchBounded(requestTo(chain.host))), 'arrived')
})

t.test('the body of a redirect is not read, however long it is', async (t) => {
  const target = await serveFiles(t, (_request, response) => response.end('arrived'))
  const { host } = await serveRaw(t, (socket) => {
    socket.once('data', () =>
      socket.write(`HTTP/1.1 302 Found\r\nlocation: http://${target.host}/\r\ncontent-length: 99999999999\r\n\r\nx`),
    )
  })
  t.equal(await text(await fetchBounded(requestTo(host, { allowedHosts: [host, target.host] }))), 'arrived')
})

t.test('a status that stays is refused; one that may pass is a fault', async (t) => {
  const answering = (status: number) => serveFiles(t, (_request, response) => response.writeHead(status).end('x'))
  for (const status of [204, 206, 300, 304, 400, 401, 403, 404, 410]) {
    const { host } = await answering(status)
    t.match(await refusalOf('file-refused', () => fetchBounded(requestTo(host))), `status ${status}`)
  }
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    const { host } = await answering(status)
    t.match(await faultOf(() => fetchBounded(requestTo(host))), `status ${status}`)
  }
})
