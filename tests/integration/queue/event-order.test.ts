import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openRunQueue } from '../../../api/queue.js'
import { startApiWithExercise } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { submitOne } from './outcomes.js'
import { reportOf, startTestWorker } from './workers.js'

const count = 20
const api = await startApiWithExercise(t)

t.test('what a worker says is heard in its order, though writing down the first takes longest', async (t) => {
  const { REDIS_URL: redisUrl, ASSAY_QUEUE_PREFIX: prefix } = api.config
  const queue = openRunQueue({ redisUrl, prefix, retryMs: 100, onError: (error) => t.fail(error.message) })
  t.teardown(() => queue.close())
  const heard: number[] = []
  queue.listen(async ({ type, data }) => {
    if (type !== 'progress') return
    const { finished } = data as { finished: number }
    await sleep(count - finished)
    heard.push(finished)
  })
  startTestWorker(t, api, async (job, { onProgress }) => {
    for (let finished = 1; finished <= count; finished += 1) {
      onProgress({
        type: 'test',
        id: `t${finished}`,
        title: 't',
        show: 'full',
        outcome: 'passed',
        finished,
        total: count,
      })
    }
    return reportOf(job)
  })
  await submitOne(api)
  await waitUntil(() => heard.length === count, 30_000, 'all that the worker said')
  t.same(
    heard,
    Array.from({ length: count }, (_, index) => index + 1),
  )
})
