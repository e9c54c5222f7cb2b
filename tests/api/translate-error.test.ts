import fastify, { type FastifyError } from 'fastify'
import t from 'tap'
import { Type } from 'typebox'
import { addInputChecks } from '../../api/http/check-input.js'
import { addProblemReplies } from '../../api/http/problem-replies.js'
import { describeCallerError, describeFault, explainProblem, translateError } from '../../api/http/problem.js'
import { CallerError, problems } from '../../contracts/errors.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

const cases: [what: string, error: Error & { code?: string; statusCode?: number }, code: string | null][] = [
  ["a caller's mistake stays what it is", new CallerError('invalid-cursor', 'x'), 'invalid-cursor'],
  ['a refused upload', new RejectedUpload('path', 'x', 'a/../b'), 'upload-rejected'],
  ['an upload without a file', new RejectedUpload('empty', 'x'), 'upload-empty'],
  [
    'an error of Fastify by its code',
    Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }),
    'unsupported-media-type',
  ],
  ['a form without its end, which has no code', new Error('Unexpected end of multipart data'), 'malformed-multipart'],
  ['an unknown error with a status of callers', Object.assign(new Error('x'), { statusCode: 413 }), 'upload-too-large'],
  [
    'an unknown error with another status of callers',
    Object.assign(new Error('x'), { statusCode: 418 }),
    'bad-request',
  ],
  ['an unknown error', new Error('x'), null],
  ['an error of the system', Object.assign(new Error('x'), { code: 'ENOSPC' }), null],
]

for (const [what, error, code] of cases) {
  t.test(`${what}: ${code ?? 'a fault of ours'}`, async (t) => {
    t.equal(translateError(error)?.code ?? null, code)
  })
}

/** What Fastify and its plugins say, and what we say in its place. */
const words: [said: Partial<FastifyError> & { message: string }, detail: RegExp][] = [
  [
    { code: 'FST_ERR_CTP_BODY_TOO_LARGE', message: 'Request body is too large' },
    /more data than this address accepts: shorten it/,
  ],
  [
    { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', message: 'Unsupported Media Type' },
    /^Send JSON with "Content-Type: application\/json"/,
  ],
  [
    {
      code: 'FST_ERR_CTP_INVALID_JSON_BODY',
      message: "Body is not valid JSON but content-type is set to 'application/json'",
    },
    /^The body is not valid JSON/,
  ],
  [{ code: 'FST_ERR_BAD_URL', message: "'/%zz' is not a valid url component" }, /^The address is not well formed/],
  [{ code: 'FST_FILES_LIMIT', message: 'reach files limit' }, /too many files: leave out/],
  [{ code: 'FST_PARTS_LIMIT', message: 'reach parts limit' }, /too many files: leave out/],
  [{ code: 'FST_FIELDS_LIMIT', message: 'reach fields limit' }, /too many fields/],
  [{ code: 'FST_REQ_FILE_TOO_LARGE', message: 'request file too large' }, /^The file is larger than this form accepts/],
  [
    { code: 'FST_INVALID_MULTIPART_CONTENT_TYPE', message: 'the request is not multipart' },
    /^Send the files as a form/,
  ],
  [{ message: 'Unexpected end of multipart data' }, /^The upload was cut short: send it again\.$/],
  [{ message: 'Multipart: Boundary not found' }, /^The upload form is not well formed/],
]

for (const [said, detail] of words) {
  t.test(`"${said.message}" is said in plain words, with what to do`, async (t) => {
    t.match(translateError(Object.assign(new Error(said.message), said))?.message, detail)
  })
}

const schema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 5 }),
    points: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
    which: Type.Optional(Type.Enum(['', 'all', 'one'])),
    id: Type.Optional(Type.String({ format: 'uuid' })),
    rule: Type.Optional(Type.Object({ hours: Type.Number() })),
  },
  { additionalProperties: false },
)

const refusals: [body: unknown, detail: string, errors: { pointer: string; detail: string }][] = [
  [{}, 'The field "title" is missing.', { pointer: '/title', detail: 'is missing' }],
  [{ title: 5 }, 'The field "title" must be text.', { pointer: '/title', detail: 'must be text' }],
  [{ title: '' }, 'The field "title" must not be empty.', { pointer: '/title', detail: 'must not be empty' }],
  [
    { title: 'too long' },
    'The field "title" may have at most 5 characters.',
    { pointer: '/title', detail: 'may have at most 5 characters' },
  ],
  [
    { title: 'a', points: 11 },
    'The field "points" must be at most 10.',
    { pointer: '/points', detail: 'must be at most 10' },
  ],
  [
    { title: 'a', which: 'none' },
    'The field "which" must be one of all, one.',
    { pointer: '/which', detail: 'must be one of all, one' },
  ],
  [
    { title: 'a', id: '1' },
    'The field "id" must be an id, as the API gives it.',
    { pointer: '/id', detail: 'must be an id, as the API gives it' },
  ],
  [
    { title: 'a', rule: { hours: '1' } },
    'The field "rule.hours" must be a number.',
    { pointer: '/rule/hours', detail: 'must be a number' },
  ],
  [
    { title: 'a', more: 1 },
    'The field "more" is not known here: leave it out or correct its name.',
    { pointer: '/more', detail: 'is not known here: leave it out or correct its name' },
  ],
  [
    [],
    'Send a JSON object as the body, with "Content-Type: application/json".',
    { pointer: '', detail: 'must be an object' },
  ],
]

t.test('what a schema refuses is said in plain words, and named by its place', async (t) => {
  const app = fastify()
  addInputChecks(app)
  addProblemReplies(app)
  app.post('/', { schema: { body: schema } }, () => 'taken')
  app.get('/', { schema: { querystring: schema } }, () => 'taken')
  t.teardown(() => app.close())
  for (const [payload, detail, error] of refusals) {
    t.match((await app.inject({ method: 'POST', url: '/', payload: payload as object })).json(), {
      status: 400,
      code: 'bad-request',
      detail,
      errors: [error],
    })
  }
  t.match((await app.inject({ url: '/?title=a&points=many' })).json(), {
    detail: 'The parameter "points" must be a whole number.',
  })
  t.match((await app.inject({ method: 'POST', url: '/' })).json(), { detail: /^Send a JSON object as the body/ })
})

t.test('a refused path is told, and why', async (t) => {
  t.same(translateError(new RejectedUpload('path', 'x', 'a/../b'))?.errors, [{ pointer: 'a/../b', detail: 'path' }])
})

t.test('every code has a page, nothing else has', async (t) => {
  for (const code of Object.keys(problems)) t.match(explainProblem(code), code)
  t.equal(explainProblem('constructor'), undefined)
})

t.test('a problem has the members of RFC 9457; a fault has an incident and no cause', async (t) => {
  const problem = describeCallerError(new CallerError('bad-token', 'why'), 'id')
  t.same(problem, {
    type: '/problems/bad-token',
    title: 'The token is not valid',
    status: 401,
    detail: 'why',
    instance: 'urn:uuid:id',
    code: 'bad-token',
  })
  t.match(describeFault('id'), { status: 500, incident: 'id' })
})
