import t from 'tap'
import { describeDeadline, formatMoment } from '../../contracts/amounts.js'

const now = new Date('2026-01-05T10:00:00Z')
const after = (hours: number) => describeDeadline(new Date(now.getTime() + hours * 3_600_000), now)

t.test('a moment is told with its zone', async (t) => {
  t.equal(formatMoment(now), '5 Jan 2026, 10:00 UTC')
})

t.test('a deadline counts down once it is close, and is overdue once it is past', async (t) => {
  t.equal(after(73), null)
  t.equal(after(71), 'in 2 days')
  t.equal(after(47.5), 'in 47 hours')
  t.equal(after(1.5), 'in 90 minutes')
  t.equal(after(0.001), 'in 1 minute')
  t.equal(after(-0.5), '30 minutes overdue')
  t.equal(after(-72), '3 days overdue')
})
