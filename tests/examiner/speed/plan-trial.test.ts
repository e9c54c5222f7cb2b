import t from 'tap'
import { planTrial, type Trial } from '../../../sandbox-images/examiner/speed/plan-trial.js'

const scenario = {
  id: 'items',
  title: 'Items',
  perSecond: 100,
  requestsPerTurn: 40,
  requests: [
    {
      name: 'read',
      weight: 1,
      make: ({ nonce }: { nonce: string }) => ({ path: `/items/${nonce}` }),
      check: () => true,
    },
  ],
}
const plan = (isCounted: boolean) => planTrial(scenario, { seed: 's', pair: 0, data: undefined, isCounted })

t.test('a trial that warms up sends the same requests twice as fast', async (t) => {
  const [counted, warmUp] = [await plan(true), await plan(false)]
  const pathsOf = ({ planned }: Trial) => planned.map(({ request }) => request.path)
  t.same(pathsOf(warmUp), pathsOf(counted))
  t.same(
    warmUp.dueMs.map((ms) => Math.round(ms * 2)),
    counted.dueMs.map(Math.round),
  )
})
