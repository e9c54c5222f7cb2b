import t from 'tap'
import { CallerError, problems } from '../../contracts/errors.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import { describeCallerError, describeFault, explainProblem } from '../../api/problems/problem.js'
import { translateError } from '../../api/problems/translate-error.js'

const cases: [what: string, error: Error & { code?: string; statusCode?: number }, code: string | null][] = [
  ["a caller's mistake stays what it is", new CallerError('invalid-cursor', 'x'), 'invalid-cursor'],
  ['a refused upload', new RejectedUpload('path', 'x', 'a/../b'), 'upload-rejected'],
  ['an upload without a file', new RejectedUpload('empty', 'x'), 'upload-empty'],
  ['an error of Fastify by its code', Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }), 'unsupported-media-type'],
  ['a form without its end, which has no code', new Error('Unexpected end of multipart data'), 'malformed-multipart'],
  ['an unknown error with a status of callers', Object.assign(new Error('x'), { statusCode: 413 }), 'upload-too-large'],
  ['an unknown error with another status of callers', Object.assign(new Error('x'), { statusCode: 418 }), 'bad-request'],
  ['an unknown error', new Error('x'), null],
  ['an error of the system', Object.assign(new Error('x'), { code: 'ENOSPC' }), null],
]

for (const [what, error, code] of cases) {
  t.test(`${what}: ${code ?? 'a fault of ours'}`, async (t) => {
    t.equal(translateError(error)?.code ?? null, code)
  })
}

t.test('a refused path is told, and why', async (t) => {
  t.same(translateError(new RejectedUpload('path', 'x', 'a/../b'))?.errors, [{ pointer: 'a/../b', detail: 'path' }])
})

t.test('every code has a page, nothing else has', async (t) => {
  for (const code of Object.keys(problems)) t.match(explainProblem(code), code)
  t.equal(explainProblem('constructor'), undefined)
})

t.test('a problem has the members of RFC 9457; a fault has an incident and no cause', async (t) => {
  const problem = describeCallerError(new CallerError('bad-token', 'why'), 'id')
  t.same(problem, { type: '/problems/bad-token', title: 'The token is not valid', status: 401, detail: 'why', instance: 'urn:uuid:id', code: 'bad-token' })
  t.match(describeFault('id'), { status: 500, incident: 'id' })
})
