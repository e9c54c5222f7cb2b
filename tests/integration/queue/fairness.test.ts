import t from 'tap'
import { startApiWithExercise } from '../api/start-api.js'
import { waitUntil } from '../services/containers.js'
import { runOf, submitOne, waitUntilDone } from './outcomes.js'
import { gradeAtOnce, reportOf, startTestWorker } from './workers.js'

const api = await startApiWithExercise(t)
const { queue } = api.platform.context

t.test('a burst of one learner does not hold up another; regrades come last', async (t) => {
  const [ada, bob] = [await api.createToken('ada', 'learner'), await api.createToken('bob', 'learner')]
  const old = await submitOne(api, ada)
  const first = startTestWorker(t, api, gradeAtOnce)
  await waitUntilDone(api, [old])
  await first.stop()
  const regrade = await api.request({ method: 'POST', url: `/v1/submissions/${old}/runs` })
  t.equal(regrade.statusCode, 202)
  const burst: string[] = []
  for (let i = 0; i < 4; i += 1) burst.push(await submitOne(api, ada))
  const late = [await submitOne(api, bob), await submitOne(api, bob)]
  const position = async (id: string) => (await api.request({ url: `/v1/submissions/${id}` })).json().position
  t.equal(await position(late[0] ?? ''), 2, 'only the first of the burst is before them')
  t.equal(await position(old), 7, 'the regrade is last')

  for (const id of [...burst, ...late]) {
    const { id: runId } = await runOf(api, id)
    await waitUntil(async () => (await queue.inspect(runId, 1)).state === 'waiting', 10_000, 'the queue has it')
  }
  const order: string[] = []
  startTestWorker(t, api, async (job) => {
    order.push(job.submissionId)
    return reportOf(job)
  })
  await waitUntilDone(api, [...burst, ...late])
  await waitUntil(() => order.length === 7, 10_000, 'the regrade is begun')
  t.same(order, [burst[0], late[0], burst[1], late[1], burst[2], burst[3], old])
})
