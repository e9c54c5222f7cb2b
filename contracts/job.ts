import { Type, type Static } from 'typebox'
import { LanguageSchema } from './language.js'

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** One run to be done. Holds ids and digests, never bytes: the worker fetches both blobs itself. */
export const RunJobSchema = Type.Object(
  {
    runId: Type.String({ format: 'uuid' }),
    submissionId: Type.String({ format: 'uuid' }),
    /** Counts deliveries of this run, from 1. A pod of an older delivery is removed by a newer one. */
    delivery: Type.Integer({ minimum: 1 }),
    source: Type.Object({ sha256 }, { additionalProperties: false }),
    exercise: Type.Object({ slug: Type.String(), digest: sha256 }, { additionalProperties: false }),
    language: LanguageSchema,
    /** All chance of the run comes from it. */
    seed: Type.String({ minLength: 8, maxLength: 64 }),
    /** When the submission was accepted, ISO 8601. */
    acceptedAt: Type.String(),
    /** When this run was put into the queue, ISO 8601: the queue phase counts from here. */
    queuedAt: Type.String(),
  },
  { additionalProperties: false },
)
export type RunJob = Static<typeof RunJobSchema>

/** What comes back on the second queue. `report` is checked against the report schema on arrival. */
export interface RunResult {
  runId: string
  delivery: number
  report: unknown
}

export const runQueueName = 'assay-runs'
export const reportQueueName = 'assay-reports'
/** Workers tell what their images hold; only the API reads the tables. */
export const imageQueueName = 'assay-images'
