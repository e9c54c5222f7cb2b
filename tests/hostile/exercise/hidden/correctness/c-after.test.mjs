import { expect, test } from '@assay/kit'

test('echoes after the poke', { id: 'echo-after', points: 2 }, async ({ http, random }) => {
  const text = random.words(4)
  expect((await http.post('/echo', { json: { text }, timeoutMs: 4000 })).json).toEqual({ text })
})

test('does without Redis for a while', { id: 'redis-away' }, async ({ http, redis, services }) => {
  await http.get('/count')
  await services.redis.stop()
  expect((await http.get('/count')).status).toBe(503)
  await http.get('/while-redis-is-away')
  await services.redis.start()
  const { count } = (await http.get('/count')).json
  expect(count).toBe(Number(await redis.call('GET', 'count')))
})

test('keeps notes across a restart', { id: 'restart', points: 2 }, async ({ http, random, subject }) => {
  const text = random.words(4)
  const { json } = await http.post('/notes', { json: { text } })
  await subject.restart()
  expect((await http.get(`/notes/${json.id}`)).json).toEqual({ text })
})
