import t from 'tap'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
await api.request({
  method: 'POST',
  url: '/v1/connections',
  payload: { id: 'lms', title: 'LMS', adapter: 'standard-webhooks' },
})
await api.request({
  method: 'POST',
  url: '/v1/courses',
  payload: { id: 'web', title: 'Web', connection: 'lms', lmsKey: '7' },
})

t.test('null in JSON is nothing, and takes a setting back', async (t) => {
  const answer = await api.request({
    method: 'PATCH',
    url: '/v1/courses/web',
    payload: { connection: null, lmsKey: null },
  })
  t.equal(answer.statusCode, 200, answer.body)
  t.match(answer.json(), { connection: null, lmsKey: null })
})

t.test('JSON of another type is refused, not read as what was asked for', async (t) => {
  const wrong: Record<string, unknown>[] = [
    { id: 'x', title: 5 },
    { id: 'x', title: null },
    { id: 'x', title: ['X'] },
    { id: 1, title: 'X' },
  ]
  for (const payload of wrong)
    t.equal(
      (await api.request({ method: 'POST', url: '/v1/courses', payload })).statusCode,
      400,
      JSON.stringify(payload),
    )
  const made = await api.request({
    method: 'POST',
    url: '/v1/courses/web/assignments',
    payload: { exercise: 'tiny', attemptLimit: '3' },
  })
  t.equal(made.statusCode, 400)
})

t.test('numbers in an address are read as such', async (t) => {
  t.equal((await api.request({ url: '/v1/submissions?limit=5' })).statusCode, 200)
  t.equal((await api.request({ url: '/v1/submissions?limit=five' })).statusCode, 400)
})
