import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { fetchBounded } from '../../../../api/lms/fetch-bounded.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'
import { requestTo, serveFiles, serveRaw, serveSelfSigned } from '../fixtures/file-host.js'

const sha256 = createHash('sha256').update('hello').digest('hex')
const answering = (t: Parameters<typeof serveFiles>[0]) => serveFiles(t, (_request, response) => response.end('hello'))

t.test('a file arrives with its length and digest', async (t) => {
  const { host, requests } = await answering(t)
  const body = await fetchBounded(requestTo(host, { url: `http://${host}/a%20b?c=d#e` }))
  t.equal(await text(body), 'hello')
  t.match(body, { bytes: 5, sha256 })
  t.equal(requests[0]?.url, '/a%20b?c=d')
  t.match(requests[0]?.headers, { host, 'accept-encoding': 'identity', 'user-agent': 'assay' })
})

t.test('what was announced must arrive', async (t) => {
  const { host } = await answering(t)
  const read = async (announced: { sha256?: string; bytes?: number }) =>
    await text(await fetchBounded(requestTo(host, announced)))
  t.equal(await read({ sha256, bytes: 5 }), 'hello')
  t.match(
    await faultOf(() => read({ sha256: 'a'.repeat(64) })),
    /SHA-256 of the file differs/,
    'a host in trouble may have it later',
  )
  t.match(await faultOf(() => read({ bytes: 4 })), /not have the announced 4 bytes/)
  t.match(await faultOf(() => read({ bytes: 6 })), /not have the announced 6 bytes/)
})

t.test('a length that was announced holds also where the host does not tell it', async (t) => {
  const { host } = await serveFiles(t, (_request, response) => {
    response.write('hel')
    response.end('lo')
  })
  for (const bytes of [4, 6]) {
    t.match(
      await faultOf(async () => text(await fetchBounded(requestTo(host, { bytes })))),
      /not have the announced \d+ bytes/,
    )
  }
})

t.test('a file announced as too large is not asked for', async (t) => {
  const { host, requests } = await answering(t)
  t.match(
    await refusalOf('file-refused', () => fetchBounded(requestTo(host, { bytes: 1001 }))),
    /larger than 1000 bytes/,
  )
  t.equal(requests.length, 0)
})

t.test('an address that breaks a rule reaches nobody', async (t) => {
  const { host, requests } = await answering(t)
  t.match(
    await refusalOf('file-refused', () => fetchBounded(requestTo(host, { allowsPrivateNetwork: false }))),
    /only https: is accepted/,
  )
  t.match(
    await refusalOf('file-refused', () => fetchBounded(requestTo(host, { allowedHosts: ['files.example'] }))),
    /not allow the host/,
  )
  t.match(
    await refusalOf('file-refused', () =>
      fetchBounded(requestTo(host, { url: `https://${host}/`, allowsPrivateNetwork: false })),
    ),
    /loopback/,
  )
  t.equal(requests.length, 0)
})

t.test('the connection goes to the address that was checked, though the name leads elsewhere by then', async (t) => {
  const first = await serveFiles(t, (_request, response) => response.end('first'))
  const answers = [['127.0.0.1'], ['127.0.0.2']]
  let asked = 0
  const name = `files.example:${first.port}`
  t.equal(await text(await fetchBounded(requestTo(name, { resolve: async () => answers[asked++] ?? [] }))), 'first')
  t.equal(asked, 1)
  t.equal(first.requests[0]?.headers.host, name, 'the host is asked by its name')
})

t.test('https calls the host by its name and takes no certificate that nobody vouches for', async (t) => {
  const { port, names, requests } = await serveSelfSigned(t)
  const host = `files.example:${port}`
  t.match(
    await faultOf(() => fetchBounded(requestTo(host, { url: `https://${host}/`, resolve: async () => ['127.0.0.1'] }))),
    /self-signed/,
  )
  t.same(names, ['files.example'])
  t.same(requests, [])
})

t.test('a host that cannot be reached or resolved is a fault', async (t) => {
  const { host } = await serveRaw(t, (socket) => socket.destroy())
  t.ok(await faultOf(() => fetchBounded(requestTo(host))))
  t.equal(
    await faultOf(() =>
      fetchBounded(requestTo('files.example', { resolve: async () => Promise.reject(new Error('SERVFAIL')) })),
    ),
    'SERVFAIL',
  )
})
