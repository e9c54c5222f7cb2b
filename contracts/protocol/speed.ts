import { Type, type Static } from 'typebox'
import { idPattern } from '../hidden-tests.js'
import { exact, nullable, shortText } from '../shapes.js'
import { latencyShares, speedLimits, textLimits } from './bounds.js'
import { faultLine, line, notReady } from './examiner-lines.js'
import type { ExpectedListener, ServiceAccess } from './examiner.js'
import { measureNames } from './speed-measures.js'

/**
 * The lines between worker and examiner while speed is measured: as in `examiner.ts` one JSON object a line,
 * and whatever does not parse is a fault of ours. Each pod has an examiner of its own; the worker says whose trial it
 * is.
 */

const amount = Type.Number({ minimum: 0 })
const whole = (maximum: number) => Type.Integer({ minimum: 0, maximum })

const ThresholdsSchema = Type.Object(
  { full: Type.Number({ minimum: 1, maximum: 1000 }), none: Type.Number({ minimum: 1, maximum: 10_000 }) },
  exact,
)

const thresholdsByMeasure = Object.fromEntries(
  measureNames.map((name) => [name, Type.Optional(nullable(ThresholdsSchema))]),
) as Record<
  (typeof measureNames)[number],
  ReturnType<typeof Type.Optional<ReturnType<typeof nullable<typeof ThresholdsSchema>>>>
>

/** A scenario as its author wrote it, without its functions. */
export const ScenarioSchema = Type.Object(
  {
    id: Type.String({ pattern: idPattern }),
    title: shortText(textLimits.title),
    hint: nullable(shortText(textLimits.hint)),
    weight: Type.Number({ minimum: 0, maximum: 1000 }),
    /** What one request is about, for the sentences of the report: "one page of 10". */
    unit: shortText(textLimits.unit),
    /** The smallest number of rows; `null` where data play no part. Measured at 4 and 16 times as many, too. */
    rows: nullable(Type.Integer({ minimum: 1, maximum: speedLimits.rows / 16 })),
    perSecond: Type.Number({ minimum: 1, maximum: speedLimits.perSecond }),
    requestsPerTurn: Type.Integer({ minimum: 20, maximum: speedLimits.requestsPerTurn }),
    thresholds: Type.Object(thresholdsByMeasure, exact),
    hasAudit: Type.Boolean(),
    file: shortText(textLimits.file),
  },
  exact,
)
export type Scenario = Static<typeof ScenarioSchema>

/** What one trial's load found. Times in milliseconds, from the moment a request was due. */
export const TrialResultSchema = Type.Object(
  {
    scenario: shortText(textLimits.id),
    pair: Type.Integer(),
    /** Requests of the trial, its first tenth included: each of them cost CPU time. */
    sent: whole(speedLimits.requestsPerTurn),
    right: whole(speedLimits.requestsPerTurn),
    /** What went wrong, the most frequent first, in the learner's words. */
    failures: Type.Array(
      Type.Object({ message: shortText(speedLimits.failureLength), count: whole(speedLimits.requestsPerTurn) }, exact),
      {
        maxItems: speedLimits.failureKinds,
      },
    ),
    /** Bytes that came before they were asked for. */
    violation: nullable(shortText(speedLimits.failureLength)),
    /** By `latencyShares`; what failed counts as the longest time. */
    latencies: Type.Array(amount, { minItems: latencyShares.length, maxItems: latencyShares.length }),
    /** How late the 95th of 100 requests went out although a connection was free: the generator's own doing. */
    lateMs: amount,
    /** What the database counted during the trial; `null` without one. */
    database: nullable(Type.Object({ statements: amount, rows: amount, scans: nullable(amount) }, exact)),
    /** A check took the answer to another request; only told of a proof. */
    unproven: nullable(shortText(speedLimits.failureLength)),
  },
  exact,
)
export type TrialResult = Static<typeof TrialResultSchema>

/** The question that a line answers. */
const id = Type.Integer()

export const SpeedLineSchema = Type.Union([
  line('scenario', { scenario: ScenarioSchema }),
  line('loaded', { id, total: whole(speedLimits.scenarios) }),
  line('ready', { id, ms: amount }),
  line('not-ready', { id, ...notReady }),
  /** `problem`: the service did not take the data; that is the service's doing. */
  line('seeded', {
    id,
    scenario: shortText(textLimits.id),
    rows: whole(speedLimits.rows),
    problem: nullable(shortText(textLimits.reason)),
  }),
  line('trial-ended', { id, trial: TrialResultSchema }),
  /**
   * `problem`: the service has lost what it acknowledged. `unproven`: the audit would find nothing; only told where
   * that was asked.
   */
  line('audited', {
    id,
    scenario: shortText(textLimits.id),
    problem: nullable(shortText(textLimits.reason)),
    unproven: nullable(shortText(speedLimits.failureLength)),
  }),
  line('done', { id }),
  faultLine,
])
export type SpeedLine = Static<typeof SpeedLineSchema>

/**
 * What a trial is for. Those that warm up count for nothing, so their requests come twice as fast; a proof is one of
 * them that also tries the author's checks.
 */
export type TrialPurpose = 'measure' | 'warm-up' | 'proof'

/** What the worker asks: `load-speed`, then `open` once the subject was started, then whatever it decides. */
export type SpeedQuestion =
  | { type: 'load-speed'; nonce: string; seed: string }
  | {
      type: 'open'
      port: number
      listeners: readonly ExpectedListener[]
      startMs: number
      services: Record<string, ServiceAccess>
    }
  | { type: 'seed'; scenario: string; rows: number }
  | { type: 'trial'; scenario: string; pair: number; purpose: TrialPurpose }
  /** Once the subject was killed and started again. */
  | { type: 'await-ready'; startMs: number }
  | { type: 'audit'; scenario: string; proves: boolean }
  | { type: 'close' }

/** Lines in: files, then questions. Each has a number, which its one answer carries. */
export type SpeedInput = { type: 'file'; path: string; content: string } | ({ id: number } & SpeedQuestion)
