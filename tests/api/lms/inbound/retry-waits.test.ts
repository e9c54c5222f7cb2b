import t from 'tap'
import { MAX_TRIES, waitAfter } from '../../../../api/lms/inbound/process-events.js'

const hour = 3_600_000

t.test('an event is tried after twice as long each time, up to three hours, for about a day', async (t) => {
  const waits = Array.from({ length: MAX_TRIES - 1 }, (_, index) => waitAfter(index + 1, 5_000, () => 0) ?? 0)
  t.same(waits.slice(0, 4), [5_000, 10_000, 20_000, 40_000])
  t.equal(Math.max(...waits), 3 * hour)
  const total = waits.reduce((sum, wait) => sum + wait, 0)
  t.ok(total > 20 * hour && total < 28 * hour, `${total / hour} hours`)
  t.equal(waitAfter(MAX_TRIES, 5_000), null)
})

t.test('waits spread out by up to a fifth', async (t) => {
  t.equal(
    waitAfter(1, 5_000, () => 1),
    6_000,
  )
})
