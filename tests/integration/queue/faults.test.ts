import t from 'tap'
import { reportLimits, type Report } from '../../../contracts/report/report.js'
import { redeliver } from '../../../api/submissions/run-progress.js'
import { startApiWithExercise } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { countResults, runOf, submitOne, waitUntilDone } from './outcomes.js'
import { reportOf, startTestWorker } from './workers.js'

const api = await startApiWithExercise(t, { ASSAY_MAX_FAILURES: '3' })

t.test('a fault that passes is tried again and scored', async (t) => {
  let attempts = 0
  startTestWorker(t, api, async (job) => {
    attempts += 1
    if (attempts === 1) throw new Error('the engine was away')
    return reportOf(job)
  })
  t.match((await waitUntilDone(api, [await submitOne(api)]))[0], { verdict: 'assessed', score: 25 })
  t.equal(attempts, 2)
})

t.test('a fault that stays is not-assessed, with an incident id and no score, and says nothing internal', async (t) => {
  let attempts = 0
  const seeds = new Set<string>()
  startTestWorker(t, api, ({ seed }) => {
    attempts += 1
    seeds.add(seed)
    return Promise.reject(new Error('secret detail of the fault'))
  })
  const id = await submitOne(api)
  const [run] = await waitUntilDone(api, [id])
  t.match(run, { verdict: 'not-assessed', score: null, report: { incident: /^inc-[0-9a-f-]{36}$/ } })
  t.equal(attempts, 6)
  t.equal(seeds.size, 1, 'no try is a new draw')
  const answer = await api.request({ url: `/v1/submissions/${id}/report` })
  t.notMatch(answer.body, 'secret detail')
  t.match(answer.json().checks, {
    correctness: { state: 'not-assessed', score: null },
    speed: { state: 'not-assessed' },
  })
  const scoring = api.platform.context.db.execute(`update runs set score = 100 where id = '${run?.id}'`)
  await t.rejects(scoring, { cause: { constraint: 'runs_fault_has_no_score' } }, 'the database takes no score for it')
})

t.test('what is not a report, is of another run, or larger than any, is a fault and never a score', async (t) => {
  startTestWorker(t, api, async (job) => {
    if (job.delivery === 1) return { verdict: 'assessed', score: 100 } as Report
    if (job.delivery === 2) return { ...reportOf(job), run: '00000000-0000-4000-8000-000000000000' }
    return { ...reportOf(job), serviceLog: 'x'.repeat(reportLimits.length) }
  })
  const [run] = await waitUntilDone(api, [await submitOne(api)])
  t.match(run, { verdict: 'not-assessed', score: null, delivery: 3 })
})

t.test('a run delivered twice at a time has one report', async (t) => {
  const deliveries: number[] = []
  let release = () => {}
  const bothBegun = new Promise<void>((resolve) => (release = resolve))
  startTestWorker(
    t,
    api,
    async (job) => {
      deliveries.push(job.delivery)
      if (deliveries.length === 1) await redeliver(api.platform.context.db, job, false)
      else release()
      await bothBegun
      return reportOf(job)
    },
    { concurrency: 2 },
  )
  const id = await submitOne(api)
  await waitUntilDone(api, [id])
  t.same(deliveries, [1, 2])
  const { id: runId } = await runOf(api, id)
  const { queue } = api.platform.context
  await waitUntil(
    async () => !(await queue.isReportPending(runId, 1)) && !(await queue.isReportPending(runId, 2)),
    10_000,
    'both reports came',
  )
  t.equal(await countResults(api, id), 1)
})

t.test('progress of a worker is seen by whoever watches', async (t) => {
  startTestWorker(t, api, async (job, { onProgress }) => {
    onProgress({ type: 'phase', phase: 'build' })
    onProgress({ type: 'test', id: 'one', title: 'One', show: 'full', outcome: 'passed', finished: 1, total: 1 })
    return reportOf(job)
  })
  const id = await submitOne(api)
  await waitUntilDone(api, [id])
  const { body } = await api.request({ url: `/v1/submissions/${id}/events` })
  t.match(body, /event: state\n.*"queued"[\s\S]*event: result/)
})
