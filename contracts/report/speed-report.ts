import { Type, type Static } from 'typebox'
import { nullable } from '../shapes.js'
import { measureNames } from '../protocol/speed-measures.js'
import { latencyShares, speedLimits } from '../protocol/bounds.js'

const amount = Type.Number({ minimum: 0 })
const percent = Type.Number({ minimum: 0, maximum: 100 })
const latencies = Type.Array(amount, { minItems: latencyShares.length, maxItems: latencyShares.length })
const intervalOf = <T extends Parameters<typeof Type.Union>[0][number]>(value: T) =>
  Type.Object({ value, low: value, high: value })

/** One measure of a scenario, theirs beside the reference's: its figures, and never a word of its source. */
const MeasureResultSchema = Type.Object({
  name: Type.Enum([...measureNames]),
  unit: Type.String({ maxLength: 40 }),
  submission: Type.Number(),
  reference: Type.Number(),
  /** Theirs to the reference's, with the ends of its 95 % interval. */
  ratio: intervalOf(amount),
  /** `null` where it is shown and not scored. */
  score: nullable(percent),
})
export type MeasureResult = Static<typeof MeasureResultSchema>

export const ScenarioResultSchema = Type.Object({
  id: Type.String(),
  title: Type.String({ maxLength: 300 }),
  hint: nullable(Type.String({ maxLength: 2000 })),
  weight: Type.Number({ minimum: 0 }),
  unit: Type.String({ maxLength: 120 }),
  /** `failed`: answers were wrong or missing, so nothing is timed and nothing earned. */
  state: Type.Enum(['scored', 'failed', 'inconclusive']),
  score: nullable(intervalOf(percent)),
  /** Trials of each side that the figures rest on. */
  pairs: Type.Integer({ minimum: 0, maximum: 1000 }),
  /** Rows at which they were taken; `null` where data play no part. */
  rows: nullable(Type.Integer({ minimum: 1, maximum: speedLimits.rows })),
  measures: Type.Array(MeasureResultSchema, { maxItems: measureNames.length }),
  /** Slopes of the logarithm of work over that of rows. */
  growth: nullable(
    Type.Object({
      submission: intervalOf(Type.Number()),
      reference: intervalOf(Type.Number()),
      words: Type.String({ maxLength: 300 }),
    }),
  ),
  /** By `latencyShares`, in milliseconds: each the median of the trials. */
  latencies: nullable(Type.Object({ submission: latencies, reference: latencies })),
  /** The measure that `explanation` is about; absent where nothing is to be mended, or nothing was scored. */
  reason: Type.Optional(Type.Enum([...measureNames])),
  /** What the figures mean and what to do. */
  explanation: Type.String({ maxLength: 2000 }),
})
export type ScenarioResult = Static<typeof ScenarioResultSchema>

export const ScenarioResultsSchema = Type.Array(ScenarioResultSchema, { maxItems: speedLimits.scenarios })
