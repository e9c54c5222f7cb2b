import { buffer } from 'node:stream/consumers'
import accepts from '@fastify/accepts'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastify from 'fastify'
import { addInputChecks } from '../../api/http/check-input.js'
import { runTask } from '../../api/off-thread/run-task.js'
import { refuseOddText } from '../../api/http/problem-replies.js'
import { receiveForm } from '../../api/http/receive-form.js'
import type { BlobStore } from '../../storage/blob-store.js'
import type { ParserInput } from './parsers.js'

const JSON_BYTES = 64 * 1024
const HEADER_BYTES = 15 * 1024
const repeat = (text: string, length: number) => text.repeat(Math.floor(length / text.length))
const blobs = {
  put: async (content: NodeJS.ReadableStream) => ({ sha256: '', bytes: (await buffer(content)).length }),
} as unknown as BlobStore

/** Routes that read every part of a request as the API does, and do nothing. */
async function makeApp() {
  const app = fastify({
    bodyLimit: JSON_BYTES,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    http: { maxHeaderSize: 16 * 1024 },
  })
  addInputChecks(app)
  refuseOddText(app)
  await app.register(cookie)
  await app.register(accepts)
  await app.register(multipart)
  const schema = {
    body: {
      type: 'object',
      additionalProperties: false,
      properties: { list: { type: 'array', items: { type: 'string' } } },
    },
  }
  app.post('/json', { schema }, async () => 'read')
  app.get('/', async (request) =>
    request.accepts().type(['application/json', 'application/xml', 'text/xml', 'application/sarif+json']),
  )
  app.post('/form', async (request) => receiveForm(request, blobs))
  return app
}

const formOf = (head: string, count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `--x\r\ncontent-disposition: form-data; name="files[f${index}.js]"; filename="f${index}.js"\r\n${head}\r\na\r\n`,
  ).join('') + '--x--\r\n'

/** Requests whose parts are as long as they may be. */
export async function requestInputs(): Promise<ParserInput[]> {
  const app = await makeApp()
  const json = (payload: string) => () =>
    app.inject({ method: 'POST', url: '/json', headers: { 'content-type': 'application/json' }, payload })
  const get =
    (headers: Record<string, string>, url = '/') =>
    () =>
      app.inject({ url, headers })
  // Over a socket: what arrives at once is what the kernel hands over at once.
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  app.server.unref()
  const form = (body: string) => () =>
    fetch(`${base}/form`, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body })
  const row = (index: number) => `Participant ${index},N ${index},e${index}@x.test,,100.00,Yes,-,`
  const sheet = Buffer.from(
    [
      'Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments',
      ...Array.from({ length: 6_200 }, (_, index) => row(index)),
    ].join('\n'),
  )
  return [
    { name: 'JSON body: 64 KB of `[`', read: json(repeat('[', JSON_BYTES / 2) + repeat(']', JSON_BYTES / 2)) },
    { name: 'JSON body: 32,000 wrong items', read: json(`{"list":[${repeat('1,', JSON_BYTES - 100)}1]}`) },
    {
      name: 'JSON body: keys that are not known',
      read: json(`{${Array.from({ length: 5000 }, (_, index) => `"k${index}":1`).join()}}`),
    },
    { name: '`Accept` of 15 KB', read: get({ accept: repeat('a/b;q=0.1,', HEADER_BYTES) }) },
    { name: '`Cookie` of 15 KB', read: get({ cookie: repeat('a=b;', HEADER_BYTES) }) },
    { name: 'query of 15 KB', read: get({}, `/?${repeat('a=%41&', HEADER_BYTES)}`) },
    { name: 'form: 2,000 files', read: form(formOf('', 2000)) },
    { name: 'form: a header of 10 MB', read: form(formOf(`x-a: ${'a'.repeat(10_000_000)}\r\n`, 1)) },
    { name: 'worksheet: 49,000 cells', read: () => runTask('fill-worksheet', { file: sheet, results: [] }) },
    {
      name: 'worksheet: 8 MB of quotes',
      read: () => runTask('fill-worksheet', { file: Buffer.from('"'.repeat(8_000_000)), results: [] }),
    },
  ]
}
