import type { InjectOptions } from 'fastify'
import t from 'tap'
import { adminToken, startApiWithExercise } from './start-api.js'
import { packExercise } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const id = '00000000-0000-4000-8000-000000000000'

const requests: [what: string, request: InjectOptions][] = [
  ['a name with NUL', { method: 'POST', url: '/v1/people', payload: { name: 'a\u0000b' } }],
  ['half a character', { method: 'POST', url: '/v1/courses', payload: { id: 'x', title: 'a\ud800' } }],
  [
    'NUL deep in a body',
    { method: 'PUT', url: `/v1/submissions/${id}/override`, payload: { grade: 1, comment: '\u0000x' } },
  ],
  ['NUL in a query', { url: '/v1/submissions?owner=%00' }],
  ['NUL in an address', { url: '/v1/exercises/%00' }],
  ['NUL as the name of a field', { method: 'POST', url: '/v1/courses', payload: { id: 'x', title: 'x', '\u0000': 1 } }],
]

for (const [what, request] of requests) {
  t.test(`${what} is the caller's mistake, not a fault of ours`, async (t) => {
    const answer = await api.request(request)
    t.equal(answer.statusCode, 400, answer.body)
    t.equal(answer.json().code, 'bad-request')
  })
}

t.test('any other text is taken as it is', async (t) => {
  const title = 'Ünïcode \u2028 😀 <b> \u0001'
  const answer = await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'odd', title } })
  t.equal(answer.statusCode, 201, answer.body)
  t.equal(answer.json().title, title)
})

t.test('a body that is read as a stream is not looked into', async (t) => {
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${address}/v1/exercises/tiny`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/x-tar' },
    body: new Uint8Array(await packExercise()),
  })
  t.equal(answer.status, 200)
})
