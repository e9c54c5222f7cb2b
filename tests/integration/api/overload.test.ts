import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { waitUntil } from '../services/containers.js'
import { startApi } from './start-api.js'

const nothing = new Int32Array(new SharedArrayBuffer(4))

/** Keeps the event loop from turning for so long three times, and lets its timers run once after each. */
async function block(ms: number): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    Atomics.wait(nothing, 0, 0, ms)
    await sleep(1)
  }
}

t.test('an API whose event loop stands still for too long turns requests away, and is there again soon', async (t) => {
  const { request } = await startApi(t, { ASSAY_BUSY_SECONDS: '0.1' })
  await block(500)
  const refused = await request({ url: '/v1/exercises' })
  t.match(refused, { statusCode: 503, headers: { 'retry-after': '10' } })
  t.match(refused.json(), { code: 'overloaded' })
  await waitUntil(async () => (await request({ url: '/v1/exercises' })).statusCode === 200, 10_000, 'it is there')
})

t.test('a pause that is shorter than that turns nobody away', async (t) => {
  const { request } = await startApi(t, { ASSAY_BUSY_SECONDS: '10' })
  await block(1100)
  t.equal((await request({ url: '/v1/exercises' })).statusCode, 200)
})
