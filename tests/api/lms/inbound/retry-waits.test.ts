import t from 'tap'
import { waitAfter } from '../../../../api/background.js'
import { waits } from '../../../../api/lms/inbound/process-events.js'

const hour = 3_600_000
const schedule = { waits, firstWaitMs: 5_000, random: () => 0 }

t.test('an event is tried after twice as long each time, up to three hours, for about a day', async (t) => {
  const found = waits.map((_, index) => waitAfter(index + 1, schedule) ?? 0)
  t.same(found.slice(0, 4), [5_000, 10_000, 20_000, 40_000])
  t.equal(Math.max(...found), 3 * hour)
  const total = found.reduce((sum, wait) => sum + wait, 0)
  t.ok(total > 20 * hour && total < 28 * hour, `${total / hour} hours`)
  t.equal(waitAfter(found.length + 1, schedule), null)
})

t.test('waits spread out by up to a fifth', async (t) => {
  t.equal(waitAfter(1, { ...schedule, random: () => 1 }), 6_000)
})
