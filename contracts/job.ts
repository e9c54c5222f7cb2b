import { Type, type Static } from 'typebox'
import { LanguageSchema } from './language.js'
import { showLevels } from './hidden-tests.js'

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

export const phaseNames = [
  'queue',
  'pod',
  'build',
  'start',
  'correctness',
  'second-round',
  'bugs',
  'speed',
  'quality',
] as const
export type PhaseName = (typeof phaseNames)[number]

/** What happens in a phase, as its watchers read it. */
export const phaseWords: Record<PhaseName, string> = {
  queue: 'Waiting in the queue',
  pod: 'Preparing the pod',
  build: 'Building',
  start: 'Starting the service',
  correctness: 'Running the hidden tests',
  'second-round': 'Running all tests a second time, because only a few failed',
  bugs: 'Running the suite on planted bugs',
  speed: 'Measuring speed, which takes a few minutes',
  quality: 'Checking the quality of the code',
}

/**
 * A run that works and is in the phase `queue` did not start over: it waits for cores on which nobody else measures.
 */
export const coresWords = 'Waiting for free cores to measure speed'

/** What a run that works is doing. */
export const wordsOfWork = (phase: PhaseName): string => (phase === 'queue' ? coresWords : phaseWords[phase])

/** What a worker says while it works. A hint for whoever watches: it may be lost, the report never is. */
export const ProgressSchema = Type.Union([
  Type.Object({ type: Type.Literal('phase'), phase: Type.Enum([...phaseNames]) }),
  Type.Object({
    type: Type.Literal('test'),
    id: Type.String(),
    title: Type.String(),
    show: Type.Enum([...showLevels]),
    outcome: Type.Enum(['passed', 'failed', 'not-run']),
    finished: Type.Integer(),
    total: Type.Integer(),
  }),
  /** A test of which its watcher may know only that it has ended. */
  Type.Object({ type: Type.Literal('count'), finished: Type.Integer(), total: Type.Integer() }),
])
export type Progress = Static<typeof ProgressSchema>
