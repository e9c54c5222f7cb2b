import { Ajv } from 'ajv'
import t from 'tap'
import {
  closesAt,
  deductLate,
  defaultLateRule,
  isOpen,
  latePercent,
  LateRuleSchema,
  type FeedbackMoments,
  type LateRule,
} from '../../contracts/assignment.js'

const due = new Date('2026-11-20T23:00:00Z')
const after = (ms: number) => new Date(due.getTime() + ms)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ruleOf = (rule: Partial<LateRule>): LateRule => ({ ...defaultLateRule, ...rule })
const percentAfter = (rule: Partial<LateRule>, ms: number) => latePercent(ruleOf(rule), due, after(ms))

t.test('work in time loses nothing, up to the very moment it is due', async (t) => {
  for (const ms of [-DAY, -1, 0]) t.equal(percentAfter({ percentPerDay: 10 }, ms), 0)
})

t.test('each day begun costs, from its first millisecond to its last', async (t) => {
  const rule = { percentPerDay: 10 }
  t.same(
    [1, DAY, DAY + 1, 2 * DAY, 2 * DAY + 1].map((ms) => percentAfter(rule, ms)),
    [10, 10, 20, 20, 30],
  )
})

t.test('the grace costs nothing; once it is over, days count from the due date', async (t) => {
  const rule = { percentPerDay: 10, graceMinutes: 30 * 60 }
  t.same(
    [30 * HOUR, 30 * HOUR + 1].map((ms) => percentAfter(rule, ms)),
    [0, 20],
  )
})

t.test('never more is lost than the rule says, and never more than everything', async (t) => {
  t.equal(percentAfter({ percentPerDay: 30, maxPercent: 50 }, 2 * DAY), 50)
  t.equal(percentAfter({ percentPerDay: 30 }, 365 * DAY), 100)
  t.equal(percentAfter({ percentPerDay: 30, maxPercent: 0 }, 2 * DAY), 0)
})

t.test('days that cost a fraction add up to what one would write down', async (t) => {
  t.equal(percentAfter({ percentPerDay: 0.1 }, 3 * DAY), 0.3)
  t.equal(percentAfter({ percentPerDay: 3.3 }, 3 * DAY), 9.9)
})

t.test('without a due date nothing is late and nothing closes', async (t) => {
  const rule = ruleOf({ percentPerDay: 100, acceptHours: 0 })
  t.equal(latePercent(rule, null, after(365 * DAY)), 0)
  t.equal(closesAt(rule, null), null)
})

t.test('a day is 24 hours, also in the night when clocks change', async (t) => {
  const rule = ruleOf({ percentPerDay: 10, acceptHours: 24 })
  const beforeChange = new Date('2026-10-24T23:59:00+02:00')
  t.equal(latePercent(rule, beforeChange, new Date('2026-10-25T22:59:00+01:00')), 10)
  t.equal(latePercent(rule, beforeChange, new Date('2026-10-25T22:59:00.001+01:00')), 20)
  t.equal(closesAt(rule, beforeChange)?.toISOString(), '2026-10-25T21:59:00.000Z')
})

t.test('what is left of a score is its exact rest to one decimal, halves upwards', async (t) => {
  t.same(
    [
      [83.5, 10],
      [100, 0],
      [100, 100],
      [0, 10],
      [0.1, 50],
      [33.5, 10],
      [12.5, 72.4],
      [12.5, 77.2],
    ].map(([score = 0, percent = 0]) => deductLate(score, percent)),
    [75.2, 100, 0, 0, 0.1, 30.2, 3.5, 2.9],
  )
})

t.test('for every score and percent the rest is that of whole-number arithmetic', async (t) => {
  const wrong: string[] = []
  for (let tenths = 0; tenths <= 1000; tenths += 1) {
    for (let hundredths = 0; hundredths <= 10_000; hundredths += 20) {
      const exact = Math.floor((tenths * (10_000 - hundredths) + 5_000) / 10_000) / 10
      if (deductLate(tenths / 10, hundredths / 100) !== exact) wrong.push(`${tenths / 10} less ${hundredths / 100} %`)
    }
  }
  t.same(wrong, [])
})

t.test('work is taken for ever, or for as long as the rule says, but never shorter than the grace', async (t) => {
  t.equal(closesAt(ruleOf({}), due), null)
  t.same(closesAt(ruleOf({ acceptHours: 0 }), due), due)
  t.same(closesAt(ruleOf({ acceptHours: 48, graceMinutes: 10 }), due), after(2 * DAY))
  t.same(closesAt(ruleOf({ acceptHours: 0, graceMinutes: 10 }), due), after(10 * MINUTE))
})

const opensAt = (time: Parameters<typeof isOpen>[0], moments: Partial<FeedbackMoments>) =>
  isOpen(time, { now: due, dueAt: due, releasedAt: null, lateRule: defaultLateRule, ...moments })

t.test('feedback that opens at once is open, and what never opens is not', async (t) => {
  t.ok(opensAt('at-once', { now: after(-DAY) }))
  t.notOk(opensAt('never', { now: after(DAY), releasedAt: due }))
})

t.test('feedback after the due date waits for late work that may still come', async (t) => {
  const lateRule = ruleOf({ acceptHours: 48 })
  t.notOk(opensAt('after-due', { now: after(2 * DAY), lateRule }))
  t.ok(opensAt('after-due', { now: after(2 * DAY + 1), lateRule }))
})

t.test('where late work is taken for ever, feedback opens once the grace is over', async (t) => {
  const lateRule = ruleOf({ graceMinutes: 15 })
  t.notOk(opensAt('after-due', { now: due }))
  t.ok(opensAt('after-due', { now: after(1) }))
  t.notOk(opensAt('after-due', { now: after(15 * MINUTE), lateRule }))
  t.ok(opensAt('after-due', { now: after(15 * MINUTE + 1), lateRule }))
})

t.test('without a due date there is no "after"', async (t) => {
  t.notOk(opensAt('after-due', { dueAt: null, now: after(365 * DAY) }))
})

t.test('feedback that an instructor releases opens at that moment', async (t) => {
  t.notOk(opensAt('when-released', {}))
  t.notOk(opensAt('when-released', { releasedAt: after(1) }))
  t.ok(opensAt('when-released', { releasedAt: due }))
})

t.test('a rule sent as JSON is read as it is meant: null, zero and absence differ', async (t) => {
  const check = new Ajv({ coerceTypes: 'array', useDefaults: true }).compile(LateRuleSchema)
  const read = (body: Record<string, unknown>) => (check(body) ? body['acceptHours'] : 'refused')
  t.same([{ acceptHours: null }, {}, { acceptHours: 0 }, { acceptHours: 24 }].map(read), [null, null, 0, 24])
  t.same(
    [{ acceptHours: -1 }, { percentPerDay: 101 }, { graceMinutes: 0.5 }, { percentPerWeek: 1 }].map(read),
    Array(4).fill('refused'),
  )
})
