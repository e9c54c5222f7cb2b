import t from 'tap'
import { waitAfter } from '../../../../api/background.js'
import { readRetryAfter, respectRetryAfter, waits } from '../../../../api/lms/outbound/claim-message.js'

const minute = 60_000
const hour = 60 * minute
const plan = { waits, firstWaitMs: 5_000, random: () => 0 }

t.test('a grade is tried after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours, and then no more', async (t) => {
  const found = Array.from({ length: 10 }, (_, index) => waitAfter(index + 1, plan))
  t.same(found, [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour, null])
})

t.test('waits spread out by up to a fifth', async (t) => {
  t.equal(waitAfter(1, { ...plan, random: () => 1 }), 6_000)
})

t.test(
  'a receiver says when to come back: not before, but within a day, and never more often than planned',
  async (t) => {
    t.equal(respectRetryAfter(5_000, null), 5_000)
    t.equal(respectRetryAfter(5_000, minute), minute)
    t.equal(respectRetryAfter(2 * hour, minute), 2 * hour)
    t.equal(respectRetryAfter(5_000, 400 * hour), 24 * hour)
  },
)

t.test('Retry-After is read as seconds or as a date; anything else is none', async (t) => {
  const now = new Date('2026-03-01T12:00:00Z')
  t.equal(readRetryAfter('120', now), 120_000)
  t.equal(readRetryAfter('Sun, 01 Mar 2026 12:01:00 GMT', now), minute)
  t.equal(readRetryAfter('Sun, 01 Mar 2026 11:00:00 GMT', now), 0)
  for (const header of [undefined, 'soon', '-5', '1e9x']) t.equal(readRetryAfter(header, now), null, String(header))
})
