import { Redis } from 'ioredis'
import t from 'tap'
import { startApiWithExercise } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { isRedisReady, startRedis } from '../services/databases.js'
import { countResults, runOf, submitMany, submitOne, waitUntilDone } from './outcomes.js'
import { gradeAtOnce, reportOf, startTestWorker } from './workers.js'

const redis = await startRedis(t)
const api = await startApiWithExercise(t, { REDIS_URL: redis.url })

async function wipe() {
  const client = new Redis(redis.url)
  await client.flushall()
  client.disconnect()
}

t.test('Redis wiped while 20 wait: 20 reports, none double', async (t) => {
  const ids = await submitMany(api, 20)
  await waitUntil(
    async () => (await api.platform.context.queue.inspect((await runOf(api, ids[19] ?? '')).id, 1)).state === 'waiting',
    10_000,
    'the queue has them',
  )
  await wipe()
  startTestWorker(t, api, gradeAtOnce)
  const done = await waitUntilDone(api, ids)
  t.ok(done.every(({ verdict, failures }) => verdict === 'assessed' && failures === 0))
  for (const id of ids) t.equal(await countResults(api, id), 1)
})

t.test('Redis wiped while a run is under way: one report', async (t) => {
  let begun = 0
  startTestWorker(t, api, async (job) => {
    begun += 1
    if (begun === 1) await wipe()
    return reportOf(job)
  })
  const id = await submitOne(api)
  const [run] = await waitUntilDone(api, [id])
  t.equal(run?.verdict, 'assessed')
  t.equal(await countResults(api, id), 1)
})

t.test('Redis away: still accepted, and graded when it is back', async (t) => {
  await redis.container.kill()
  const id = await submitOne(api) // It is answered while Redis is away: nobody brings it back before.
  t.equal((await api.request({ url: '/readyz' }, null)).statusCode, 503)
  const state = await api.request({ url: `/v1/submissions/${id}` })
  t.match(state.json(), { state: 'queued', position: 1 })
  await redis.container.start()
  await waitUntil(() => isRedisReady(redis.url), 30_000, 'Redis is back')
  startTestWorker(t, api, gradeAtOnce)
  t.equal((await waitUntilDone(api, [id]))[0]?.verdict, 'assessed')
  t.equal((await api.request({ url: '/readyz' }, null)).statusCode, 200)
})

t.test('a report is handed over although Redis dies before it could be', async (t) => {
  let isFirst = true
  startTestWorker(t, api, async (job) => {
    if (isFirst) await redis.container.kill()
    isFirst = false
    return reportOf(job)
  })
  const id = await submitOne(api)
  await waitUntil(() => !isFirst, 10_000, 'the run has begun')
  await waitUntil(async () => !(await isRedisReady(redis.url)), 10_000, 'Redis is away')
  await redis.container.start()
  t.equal((await waitUntilDone(api, [id]))[0]?.verdict, 'assessed')
  t.equal(await countResults(api, id), 1)
})
