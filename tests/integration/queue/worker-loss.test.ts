import t from 'tap'
import { startApiWithExercise } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { countResults, runOf, submitOne, waitUntilDone } from './outcomes.js'
import { gradeAtOnce, reportOf, spawnWorker, startTestWorker } from './workers.js'

const api = await startApiWithExercise(t, { ASSAY_MAX_FAILURES: '1' })

t.test('a worker killed in the middle of a run: another takes it, one report', async (t) => {
  const { child, begun, ended } = spawnWorker(t, api, 'hang')
  const id = await submitOne(api)
  await begun
  await waitUntil(async () => (await runOf(api, id)).state === 'running', 5_000, 'it shows as running')
  child.kill('SIGKILL')
  await ended
  startTestWorker(t, api, gradeAtOnce, { lockMs: 2_000 })
  const [run] = await waitUntilDone(api, [id])
  t.match(run, { verdict: 'assessed', failures: 0 })
  t.equal(await countResults(api, id), 1)
})

t.test('a worker told to stop hands its run back, at no cost, and ends', async (t) => {
  const { child, begun, ended } = spawnWorker(t, api, 'hang')
  const id = await submitOne(api)
  await begun
  child.kill('SIGTERM')
  t.same(await ended, [0, null])
  const job = await api.platform.context.queue.inspect((await runOf(api, id)).id, 1)
  t.equal(job.state, 'waiting', 'at once, without waiting for the lock to run out')
  startTestWorker(t, api, gradeAtOnce)
  t.match((await waitUntilDone(api, [id]))[0], { verdict: 'assessed', delivery: 1, failures: 0 })
})

t.test('a worker told to stop ends a run that is nearly done', async (t) => {
  let finish = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  let isBegun = false
  const worker = startTestWorker(
    t,
    api,
    async (job) => {
      isBegun = true
      await finished
      return reportOf(job)
    },
    { graceMs: 30_000 },
  )
  const id = await submitOne(api)
  await waitUntil(() => isBegun, 10_000, 'the run has begun')
  const stopped = worker.stop()
  finish()
  await stopped
  t.equal((await waitUntilDone(api, [id]))[0]?.verdict, 'assessed')
})

t.test('a run that kills its workers is given up as not-assessed and does not hold up others', async (t) => {
  const id = await submitOne(api)
  for (let deaths = 0; deaths < 2; deaths += 1) await spawnWorker(t, api, 'die').ended
  startTestWorker(t, api, gradeAtOnce, { lockMs: 2_000 })
  const other = await submitOne(api)
  const [poison, fine] = await waitUntilDone(api, [id, other])
  t.match(poison, { verdict: 'not-assessed', score: null })
  t.match(poison?.report?.incident, /^inc-/)
  t.equal(fine?.verdict, 'assessed')
})
