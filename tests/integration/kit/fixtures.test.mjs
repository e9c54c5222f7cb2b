import { test, expect } from '@assay/kit'

test('the database is reached as the examiner', async ({ db, http }) => {
  await http.get('/')
  const { rows } = await db.query('select current_user as name, count(*) as total from generate_series(1, $1)', [3])
  expect(rows).toEqual([{ name: 'looker', total: 3 }])
})

test('a query that fails is told', async ({ db }) => {
  await expect(db.query('select * from nothing')).rejects.toThrow('relation "nothing" does not exist')
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('redis is reached as the examiner', async ({ redis }) => {
  await redis.call('SET', 'key', 'value')
  expect(await redis.call('GET', 'key')).toBe('value')
  expect(await redis.call('ACL', 'WHOAMI')).toBe('examiner')
})

test('a paused database answers again when resumed', async ({ services, db }) => {
  await services.postgres.pause()
  const asked = db.query('select 1 as one')
  await services.postgres.resume()
  expect((await asked).rows).toEqual([{ one: 1 }])
})

test('a stopped service refuses, and is back once started', async ({ services, redis }) => {
  await services.redis.stop()
  await expect(redis.call('PING')).rejects.toThrow('Redis command failed')
  await services.redis.start()
  expect(await redis.call('PING')).toBe('PONG')
})

test('leaves a database paused', { timeoutMs: 500 }, async ({ services, db }) => {
  await services.postgres.pause()
  await db.query('select 1')
})

test('finds it put right', async ({ db }) => {
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a restart and a kill keep the data', async ({ subject, http }) => {
  await http.put('/file', { body: 'kept' })
  await subject.restart()
  expect((await http.get('/file')).text).toBe('kept')
  await subject.kill()
  expect((await http.get('/file')).text).toBe('kept')
})
