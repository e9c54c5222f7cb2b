import { Type, type Static } from 'typebox'
import { showLevels } from './show-level.js'

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
