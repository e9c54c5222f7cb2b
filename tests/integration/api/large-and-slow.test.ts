import { once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import t from 'tap'
import { waitUntil } from '../services/containers.js'
import { adminToken, formOf, startApiWithExercise } from './start-api.js'
import { listen } from './read-stream.js'

const api = await startApiWithExercise(t, { ASSAY_REQUEST_SECONDS: '10' })
const base = await listen(api)
const incoming = join(api.config.ASSAY_DATA_DIR, 'blobs', 'incoming')

/** A raw exchange: what is written, and all that comes back until the server closes. */
async function exchange(lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
  socket.on('error', () => {})
  socket.write(lines.join('\r\n'))
  await once(socket, 'close')
  return answer
}

const submitHead = (length: string) => [
  'POST /v1/exercises/tiny/submissions HTTP/1.1',
  'host: x',
  `authorization: Bearer ${adminToken}`,
  'content-type: multipart/form-data; boundary=xx',
  length,
]

/** Sends a form that holds one large file, in pieces of a megabyte, until the server has answered or all is sent. */
async function postMegabytes(megabytes: number, headers: Record<string, string> = {}) {
  const request = http.request(`${base}/v1/exercises/tiny/submissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'multipart/form-data; boundary=xx', ...headers },
  })
  request.on('error', () => {})
  let isAnswered = false
  request.once('response', () => (isAnswered = true))
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
  request.write('--xx\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\n\r\n')
  const piece = Buffer.alloc(1024 * 1024)
  for (let sent = 0; sent < megabytes && !isAnswered; sent += 1) {
    if (!request.write(piece)) await Promise.race([once(request, 'drain'), answered])
  }
  const [response] = await answered
  const problem = (await json(response)) as { code: string; detail: string }
  request.destroy()
  return { status: response.statusCode, ...problem }
}

t.test('an upload of 200 MB is refused by its announced length', async (t) => {
  const answer = await postMegabytes(200, { 'content-length': String(200 * 1024 * 1024) })
  t.match(answer, { status: 413, code: 'upload-too-large', detail: /100 MB/ })
})

t.test('an upload that does not say how long it is, is cut off at the limit and not kept', async (t) => {
  t.match(await postMegabytes(105), { status: 413, code: 'upload-too-large' })
  await waitUntil(async () => (await readdir(incoming)).length === 0, 10_000, 'nothing is left half stored')
})

t.test('a request that does not arrive in time is 408', async (t) => {
  const answer = await exchange([...submitHead('content-length: 100000'), '', '--xx\r\n'])
  t.match(answer, 'HTTP/1.1 408')
  t.match(answer, '"code":"request-timeout"')
})

t.test('what is not HTTP, or tells its length twice, is 400', async (t) => {
  t.match(await exchange(['hello', '', '']), /^HTTP\/1.1 400[\s\S]*problem\+json/)
  t.match(
    await exchange([...submitHead('content-length: 5'), 'transfer-encoding: chunked', '', '0', '', '']),
    'HTTP/1.1 400',
  )
  t.match(
    await exchange([...submitHead('content-length: 5'), `x: ${'y'.repeat(17_000)}`, '', '']),
    /^HTTP\/1.1 400[\s\S]*headers of the request are too large/,
  )
})

t.test('a part of an address beyond all bounds leads nowhere', async (t) => {
  t.match((await api.request({ url: `/v1/exercises/${'a'.repeat(201)}` })).json(), { status: 404, code: 'not-found' })
})

t.test('a client that goes away in the middle of its upload leaves nothing', async (t) => {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    [
      ...submitHead('content-length: 100000'),
      '',
      '--xx',
      'Content-Disposition: form-data; name="archive"; filename="a.zip"',
      '',
      'PK half',
    ].join('\r\n'),
  )
  await waitUntil(async () => (await readdir(incoming)).length === 1, 5_000, 'it is being stored')
  socket.destroy()
  await waitUntil(async () => (await readdir(incoming)).length === 0, 10_000, 'it is gone')
  t.same((await api.request({ url: '/v1/submissions' })).json().submissions, [])
})

t.test('who asks too often is told when to come back; others are served', async (t) => {
  const few = await startApiWithExercise(t, { ASSAY_REQUESTS_PER_MINUTE: '5', ASSAY_UPLOADS_PER_MINUTE: '2' })
  const ada = await few.createToken('ada', 'learner')
  const bob = await few.createToken('bob', 'learner')
  for (let i = 0; i < 5; i += 1) t.equal((await few.request({ url: '/v1/me' }, ada)).statusCode, 200)
  const refused = await few.request({ url: '/v1/me' }, ada)
  t.equal(refused.statusCode, 429)
  t.equal(refused.json().code, 'rate-limited')
  t.match(refused.headers['retry-after'], /^\d+$/)
  t.equal((await few.request({ url: '/v1/me' }, bob)).statusCode, 200)
  for (let i = 0; i < 2; i += 1) t.equal((await few.submit(formOf({ 'a.js': '1' }), { token: bob })).statusCode, 202)
  t.equal((await few.submit(formOf({ 'a.js': '1' }), { token: bob })).json().code, 'rate-limited')
})
