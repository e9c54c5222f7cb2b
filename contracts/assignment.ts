import { Type, type Static } from 'typebox'

/** The rules of an assignment, as data: what a course may decide about an exercise it hands out. */

/** What becomes of work that comes after the due date. Without a due date nothing is late. */
export const LateRuleSchema = Type.Object(
  {
    graceMinutes: Type.Integer({
      minimum: 0,
      maximum: 10_080,
      default: 0,
      description: 'a submission this long after the due date still counts as on time',
    }),
    percentPerDay: Type.Number({
      minimum: 0,
      maximum: 100,
      default: 0,
      description: 'percent of the score deducted for each day started after the due date',
    }),
    maxPercent: Type.Number({ minimum: 0, maximum: 100, default: 100, description: 'the most that is ever deducted' }),
    // Not a union: where bodies are coerced, a union of the two types takes `null` for 0.
    acceptHours: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      minimum: 0,
      maximum: 8_760,
      default: null,
      description: 'late work is accepted for this long after the due date; null: always',
    }),
  },
  { additionalProperties: false },
)
export type LateRule = Static<typeof LateRuleSchema>

export const defaultLateRule: LateRule = { graceMinutes: 0, percentPerDay: 0, maxPercent: 100, acceptHours: null }

export const feedbackTimes = ['at-once', 'after-due', 'when-released', 'never'] as const
export type FeedbackTime = (typeof feedbackTimes)[number]

/**
 * When a learner reads what: `report` is the report by the `show` levels of its tests, `hiddenDetails` everything
 * beyond them.
 */
export const FeedbackRuleSchema = Type.Object(
  {
    report: Type.Enum([...feedbackTimes], { default: 'at-once' }),
    hiddenDetails: Type.Enum([...feedbackTimes], { default: 'never' }),
  },
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

/** The last moment of being in time, the grace included; `null`: nothing is ever late. */
export const lateAfter = (rule: LateRule, dueAt: Date | null): Date | null =>
  dueAt && new Date(dueAt.getTime() + rule.graceMinutes * MINUTE_MS)

/**
 * The percent of its score that work loses for being late, to two decimals; 0 in time, within the grace, or without a
 * due date.
 */
export function latePercent(rule: LateRule, dueAt: Date | null, submittedAt: Date): number {
  const inTimeUntil = lateAfter(rule, dueAt)
  if (!dueAt || !inTimeUntil || submittedAt <= inTimeUntil) return 0
  const daysBegun = Math.ceil((submittedAt.getTime() - dueAt.getTime()) / DAY_MS)
  return Math.min(Math.round(daysBegun * rule.percentPerDay * 100) / 100, rule.maxPercent)
}

/** A score of 0 to 100 less what being late costs, to one decimal, halves upwards. */
export function deductLate(score: number, percent: number): number {
  // In whole tenths and hundredths: 12.5 less 72.4 % is 3.45, which binary fractions make a little less.
  const tenths = Math.round(score * 10)
  const keptHundredths = Math.round((100 - percent) * 100)
  return Math.round((tenths * keptHundredths) / 10_000) / 10
}

/** The moment after which no work is taken; `null`: never. */
export function closesAt(rule: LateRule, dueAt: Date | null): Date | null {
  if (!dueAt || rule.acceptHours === null) return null
  return new Date(dueAt.getTime() + Math.max(rule.graceMinutes * MINUTE_MS, rule.acceptHours * HOUR_MS))
}

/** What `isOpen` asks of an assignment; its row has them by these names. */
export interface FeedbackMoments {
  now: Date
  dueAt: Date | null
  releasedAt: Date | null
  lateRule: LateRule
}

/**
 * Whether learners may read now what opens at `time`. `after-due` waits until no work is taken any more: who hands in
 * late must not have read the answers. Where late work is taken for ever, it opens when the grace is over.
 */
export function isOpen(time: FeedbackTime, { now, dueAt, releasedAt, lateRule }: FeedbackMoments): boolean {
  switch (time) {
    case 'at-once':
      return true
    case 'after-due':
      return isAfter(now, closesAt(lateRule, dueAt) ?? lateAfter(lateRule, dueAt))
    case 'when-released':
      return releasedAt !== null && now >= releasedAt
    case 'never':
      return false
  }
}

const isAfter = (now: Date, moment: Date | null) => moment !== null && now > moment
