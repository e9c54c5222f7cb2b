import { Type, type Static } from 'typebox'

/** The rules of an assignment, as data: what a course may decide about an exercise it hands out. */

/** What becomes of work that comes after the due date. Without a due date nothing is late. */
export const LateRuleSchema = Type.Object(
  {
    graceMinutes: Type.Integer({ minimum: 0, maximum: 10_080, default: 0, description: 'this much after the due date still counts as in time' }),
    percentPerDay: Type.Number({ minimum: 0, maximum: 100, default: 0, description: 'percent of the score taken off for each day begun after the due date' }),
    maxPercent: Type.Number({ minimum: 0, maximum: 100, default: 100, description: 'never more than this is taken off' }),
    acceptHours: Type.Union([Type.Integer({ minimum: 0, maximum: 8_760 }), Type.Null()], { default: null, description: 'late work is taken for this long after the due date; null: always' }),
  },
  { additionalProperties: false },
)
export type LateRule = Static<typeof LateRuleSchema>

export const defaultLateRule: LateRule = { graceMinutes: 0, percentPerDay: 0, maxPercent: 100, acceptHours: null }

export const feedbackTimes = ['at-once', 'after-due', 'when-released', 'never'] as const
export type FeedbackTime = (typeof feedbackTimes)[number]

/** When a learner reads what: `report` is the report by the `show` levels of its tests, `hiddenDetails` everything beyond them. */
export const FeedbackRuleSchema = Type.Object(
  { report: Type.Enum([...feedbackTimes], { default: 'at-once' }), hiddenDetails: Type.Enum([...feedbackTimes], { default: 'never' }) },
  { additionalProperties: false },
)
export type FeedbackRule = Static<typeof FeedbackRuleSchema>

export const defaultFeedbackRule: FeedbackRule = { report: 'at-once', hiddenDetails: 'never' }

/** Which attempt of a learner counts. */
export const countingRules = ['best', 'last'] as const
export type CountingRule = (typeof countingRules)[number]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The percent of its score that work loses for being late; 0 in time, within the grace, or without a due date. */
export function latePercent(rule: LateRule, dueAt: Date | null, submittedAt: Date): number {
  if (!dueAt || submittedAt.getTime() <= dueAt.getTime() + rule.graceMinutes * MINUTE_MS) return 0
  const daysBegun = Math.ceil((submittedAt.getTime() - dueAt.getTime()) / DAY_MS)
  return Math.min(daysBegun * rule.percentPerDay, rule.maxPercent)
}

/** A score of 0 to 100 less what being late costs, to one decimal. */
export const deductLate = (score: number, percent: number): number => Math.round(score * (100 - percent) * 0.1) / 10

/** The moment after which no work is taken; `null`: never. */
export function closesAt(rule: LateRule, dueAt: Date | null): Date | null {
  if (!dueAt || rule.acceptHours === null) return null
  return new Date(dueAt.getTime() + Math.max(rule.graceMinutes * MINUTE_MS, rule.acceptHours * HOUR_MS))
}

/** Whether learners may read now what opens at `time`. */
export function isOpen(time: FeedbackTime, moments: { now: Date; dueAt: Date | null; releasedAt: Date | null }): boolean {
  switch (time) {
    case 'at-once':
      return true
    case 'after-due':
      return moments.dueAt !== null && moments.now > moments.dueAt
    case 'when-released':
      return moments.releasedAt !== null && moments.now >= moments.releasedAt
    case 'never':
      return false
  }
}
