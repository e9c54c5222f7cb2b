import t from 'tap'
import { importProjectFile } from '../../project-file.js'

interface Turn {
  planned: { request: { path: string } }[]
  dueMs: number[]
}
const { planTurn } = (await importProjectFile('sandbox-images/examiner/speed/plan-turn.mjs')) as {
  planTurn(scenario: object, turn: { seed: string; pair: number; data: unknown; isCounted: boolean }): Promise<Turn>
}

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
const plan = (isCounted: boolean) => planTurn(scenario, { seed: 's', pair: 0, data: undefined, isCounted })

t.test('a turn that warms up sends the same requests twice as fast', async (t) => {
  const [counted, warmUp] = [await plan(true), await plan(false)]
  const pathsOf = ({ planned }: Turn) => planned.map(({ request }) => request.path)
  t.same(pathsOf(warmUp), pathsOf(counted))
  t.same(
    warmUp.dueMs.map((ms) => Math.round(ms * 2)),
    counted.dueMs.map(Math.round),
  )
})
