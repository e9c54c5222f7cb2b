import { expect, test } from '@assay/kit'

test('answers a poke', { id: 'poke' }, async ({ http }) => {
  expect((await http.get('/attack', { timeoutMs: 4000 })).status).toBeLessThan(500)
})

// What a hostile service has tried, and what of it the sandbox let it do. Others answer 404.
test('let the service do nothing forbidden', { id: 'probe', timeoutMs: 20_000 }, async ({ http, db, redis }) => {
  await db.query('select 1')
  await redis.call('PING')
  const { status, json } = await http.get('/probe', { timeoutMs: 12_000 })
  if (status !== 404) expect(json.succeeded).toEqual([])
})
