import type { InjectOptions } from 'fastify'
import t from 'tap'
import { encodeForm, formOf, startApiWithExercise } from './start-api.js'
import { packFiles } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const submitUrl = '/v1/exercises/tiny/submissions'
const withBoundary = { 'content-type': 'multipart/form-data; boundary=xx' }
const part = (disposition: string, content: string) =>
  `--xx\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
const fileForm = (name: string) => part(`name="f"; filename="${name}"`, 'content') + '--xx--\r\n'
const post = (
  payload: string | Buffer,
  headers: Record<string, string> = withBoundary,
  url = submitUrl,
): InjectOptions => ({ method: 'POST', url, headers, payload })

async function postForm(form: FormData, url = submitUrl): Promise<InjectOptions> {
  const { type, payload } = await encodeForm(form)
  return post(payload, { 'content-type': type }, url)
}

async function archiveForm(content: Buffer | string, name = 'a.zip'): Promise<InjectOptions> {
  const form = new FormData()
  form.append('archive', new Blob([new Uint8Array(Buffer.from(content))]), name)
  return postForm(form)
}

const manyFields = Array.from({ length: 60 }, (_, i) => part(`name="x${i}"`, '1')).join('') + '--xx--\r\n'

const cases: [what: string, status: number, code: string, request: InjectOptions | Promise<InjectOptions>][] = [
  ['a broken zip', 422, 'upload-rejected', archiveForm('PK\x03\x04 not really')],
  ['an archive that is none', 422, 'upload-rejected', archiveForm('hello')],
  ['an archive of nothing', 422, 'upload-empty', packFiles({ '__MACOSX/x': '1' }).then((tar) => archiveForm(tar))],
  [
    'a tar with a path that climbs out',
    422,
    'upload-rejected',
    packFiles({ '../evil.js': '1' }).then((tar) => archiveForm(tar, 'a.tar')),
  ],
  ['an empty form', 422, 'upload-empty', post('--xx--\r\n')],
  ['a form with a field only', 422, 'upload-empty', post(part('name="language"', 'node') + '--xx--\r\n')],
  [
    'an archive and a file',
    422,
    'upload-rejected',
    packFiles({ 'b.js': '1' }).then((tar) => {
      const form = formOf({ 'a.js': '1' })
      form.append('archive', new Blob([new Uint8Array(tar)]), 'a.tar')
      return postForm(form)
    }),
  ],
  [
    'an unknown exercise',
    404,
    'exercise-not-found',
    postForm(formOf({ 'a.js': '1' }), '/v1/exercises/none/submissions'),
  ],
  ['a language that is none', 422, 'language-not-offered', postForm(formOf({ 'a.js': '1' }, { language: 'cobol' }))],
  [
    'a language that is not offered',
    422,
    'language-not-offered',
    postForm(formOf({ 'a.js': '1' }, { language: 'java' })),
  ],
  ['files that tell no language', 422, 'language-unknown', postForm(formOf({ 'a.txt': '1' }))],
  ['a form without a boundary', 400, 'malformed-multipart', post('x', { 'content-type': 'multipart/form-data' })],
  ['a form without its last boundary', 400, 'malformed-multipart', post(part('name="f"; filename="a.js"', '1'))],
  [
    'a form cut off within a file',
    400,
    'malformed-multipart',
    post('--xx\r\nContent-Disposition: form-data; name="f"; filename="a.js"\r\n\r\nhalf'),
  ],
  ['a form that is no form', 400, 'malformed-multipart', post('what is this')],
  [
    'a field that would change every object',
    400,
    'malformed-multipart',
    post(part('name="__proto__"', '1') + '--xx--\r\n'),
  ],
  ['a field far too long', 400, 'malformed-multipart', post(part('name="language"', 'x'.repeat(5_000)) + '--xx--\r\n')],
  ['far too many fields', 413, 'upload-too-large', post(manyFields)],
  [
    'two files of one path',
    422,
    'upload-rejected',
    post(part('name="f"; filename="a.js"', '1') + part('name="f"; filename="A.js"', '2') + '--xx--\r\n'),
  ],
  ['a path with NUL', 422, 'upload-rejected', post(fileForm('a\u0000.js'))],
  ['a path that climbs out', 422, 'upload-rejected', post(fileForm('../../etc/passwd'))],
  ['an absolute path', 422, 'upload-rejected', post(fileForm('/etc/passwd'))],
  ['a path with a backslash', 422, 'upload-rejected', post(fileForm('a\\\\b.js'))],
  ['JSON in place of a form', 415, 'unsupported-media-type', post('{}', { 'content-type': 'application/json' })],
  ['plain text in place of a form', 415, 'unsupported-media-type', post('hi', { 'content-type': 'text/plain' })],
  ['no content type', 415, 'unsupported-media-type', post('hi', {})],
  [
    'an Idempotency-Key of control characters',
    400,
    'bad-request',
    { ...post(fileForm('a.js')), headers: { ...withBoundary, 'idempotency-key': 'a b' } },
  ],
  ['an id that is none', 400, 'bad-request', { url: '/v1/submissions/1' }],
  ['an id with an encoded path', 400, 'bad-request', { url: '/v1/submissions/..%2f..%2fetc%2fpasswd' }],
  ['an unknown id', 404, 'submission-not-found', { url: '/v1/submissions/00000000-0000-4000-8000-000000000000' }],
  ['an address that is not well formed', 400, 'bad-request', { url: '/v1/submissions/%zz' }],
  ['an address far too long', 404, 'not-found', { url: `/v1/exercises/${'x'.repeat(300)}` }],
  [
    'a JSON body that is missing',
    400,
    'bad-request',
    { method: 'POST', url: '/v1/tokens', headers: { 'content-type': 'application/json' } },
  ],
  [
    'a JSON body of no content type',
    415,
    'unsupported-media-type',
    { method: 'POST', url: '/v1/tokens', payload: '{}' },
  ],
  ['a limit beyond reason', 400, 'bad-request', { url: '/v1/submissions?limit=1000000000' }],
  ['a limit below one', 400, 'bad-request', { url: '/v1/submissions?limit=-1' }],
  ['an unknown query', 400, 'bad-request', { url: '/v1/submissions?sort=score' }],
  ['a made-up cursor', 400, 'invalid-cursor', { url: '/v1/submissions?cursor=eA' }],
  ['a starter of another language', 404, 'not-found', { url: '/v1/exercises/tiny/starter/java' }],
  ['a starter that climbs out', 404, 'not-found', { url: '/v1/exercises/tiny/starter/..%2fhidden' }],
  ['an unknown address', 404, 'not-found', { url: '/v2/anything' }],
  ['a method that is not offered', 405, 'method-not-allowed', { method: 'DELETE', url: '/v1/exercises/tiny' }],
  [
    'JSON that is broken',
    400,
    'bad-request',
    { method: 'POST', url: '/v1/tokens', headers: { 'content-type': 'application/json' }, payload: '{' },
  ],
  [
    'JSON that would change every object',
    400,
    'bad-request',
    {
      method: 'POST',
      url: '/v1/tokens',
      headers: { 'content-type': 'application/json' },
      payload: '{"__proto__":{"role":"admin"}}',
    },
  ],
  [
    'JSON beyond its limit',
    413,
    'upload-too-large',
    { method: 'POST', url: '/v1/tokens', payload: { owner: 'x'.repeat(70_000), role: 'learner' } },
  ],
  [
    'a key too many in a body',
    400,
    'bad-request',
    { method: 'POST', url: '/v1/tokens', payload: { owner: 'x', role: 'learner', score: 100 } },
  ],
  [
    'a role that is none',
    400,
    'bad-request',
    { method: 'POST', url: '/v1/tokens', payload: { owner: 'x', role: 'root' } },
  ],
  [
    'an owner with control characters',
    400,
    'bad-request',
    { method: 'POST', url: '/v1/tokens', payload: { owner: 'x\r\nx', role: 'learner' } },
  ],
  [
    'a package that is none',
    422,
    'upload-rejected',
    { method: 'PUT', url: '/v1/exercises/tiny', headers: { 'content-type': 'application/x-tar' }, payload: 'nothing' },
  ],
  ['an empty package', 422, 'upload-empty', { method: 'PUT', url: '/v1/exercises/tiny' }],
]

for (const [what, status, code, request] of cases) {
  t.test(`${what}: ${status} ${code}`, async (t) => {
    const answer = await api.request(await request)
    t.equal(answer.statusCode, status, answer.body.slice(0, 300))
    t.match(answer.headers['content-type'], 'application/problem+json')
    const problem = answer.json()
    t.match(problem, { type: `/problems/${code}`, code, status, instance: /^urn:uuid:/ })
    t.ok(problem.detail.length > 10, 'says what is wrong')
    t.notMatch(
      problem.detail,
      /FST_|must NOT|must have|\b(body|querystring|params|headers)[/ ](must|\w+ must)|instancePath|prototype|reach \w+ limit|Unsupported Media/,
      'in plain words',
    )
    t.match(problem.detail, /\.$/, 'in a sentence')
    t.equal((await api.request({ url: problem.type }, null)).statusCode, 200, 'its type leads to a page')
  })
}

t.test('a person at a browser reads of pages and forms, not of methods and addresses', async (t) => {
  const open = (url: string) =>
    api.request({ url, headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }, null)
  for (const [url, words] of [
    ['/nothing-here', 'Check the link, or go to your courses.'],
    ['/regrades/x/apply', 'This address only receives a form.'],
    ['/submissions/%zz', 'The address is not well formed'],
  ] as const) {
    const answer = await open(url)
    t.match(answer.headers['content-type'], /^text\/html/, url)
    t.match(answer.body, words)
    t.notMatch(answer.body, /method|\/docs lists|POST|"code"/)
  }
})

t.test('nothing of all this was accepted, and nothing is left half stored', async (t) => {
  t.same((await api.request({ url: '/v1/submissions' })).json().submissions, [])
  t.same(Object.prototype, {}, 'no object has changed')
})

t.test('a fault of ours tells an incident id and nothing else', async (t) => {
  const { context } = api.platform
  const { open } = context.blobs
  const { id } = (await api.submit(formOf({ 'a.js': '1' }))).json()
  context.blobs.open = () => Promise.reject(new Error('secret path /var/lib'))
  const answer = await api.request({ url: `/v1/submissions/${id}/source` })
  context.blobs.open = open
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().incident, answer.headers['x-request-id'])
  t.notMatch(answer.body, /secret|lib|stack|Error/)
})

t.test('a body that is nested deeply is refused before it is parsed', async (t) => {
  const answer = await api.request({
    method: 'POST',
    url: '/v1/people',
    headers: { 'content-type': 'application/json' },
    payload: '['.repeat(60_000),
  })
  t.match(answer.json(), { status: 400, code: 'bad-request', detail: /nested deeper than 32 levels/ })
})
