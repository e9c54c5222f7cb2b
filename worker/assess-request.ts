import { performance } from 'node:perf_hooks'
import type { ExercisePackage } from '../contracts/exercise/exercise-package.js'
import type { SourceTree } from '../contracts/source-tree.js'
import type { Language } from '../contracts/language.js'
import type { PhaseName, Progress } from '../contracts/job.js'
import type { Phase } from '../contracts/report/report.js'
import type { RejectedUpload } from '../storage/rejected-upload.js'

/** One run to be assessed, with everything it needs at hand. */
export interface AssessRequest {
  runId: string
  submissionId: string
  delivery: number
  /** The source as read from the archive, or why it was refused. */
  source: SourceTree | RejectedUpload
  /** The names of what was left out of it; nothing where absent. */
  leftOut?: readonly string[]
  /** The folder of the upload whose contents became its top level; absent where the top level stayed. */
  topFolder?: string
  sourceSha256: string
  exercise: ExercisePackage
  exerciseDigest: string
  language: Language
  seed: string
  /** Whether speed is measured, where the exercise has scenarios; yes where absent. */
  measuresSpeed?: boolean
  /**
   * Whether the source is read for its quality, where the exercise gives points for it: where it counts, when absent;
   * even where nothing works, for `always`.
   */
  readsQuality?: 'always' | 'never'
  /** Phases that lie behind the run already: the queue. */
  earlierPhases: readonly Phase[]
  /** Who is at work, for the labels of the pod. */
  worker: string
  onProgress(progress: Progress): void
  signal: AbortSignal
}

/** A run whose source can be read, and how it is built and run. */
export interface PlannedRun<Plan> {
  request: AssessRequest & { source: SourceTree }
  plan: Plan
  imageNames: readonly string[]
  clock: PhaseClock
}

/**
 * Measures the phases of a run by a monotonic clock. A phase ends where the next begins, so
 * that no time of a run is in none of them and none in two.
 */
export class PhaseClock {
  readonly phases: Phase[]
  readonly #onPhase: (name: PhaseName) => void
  #current: { name: PhaseName; startedAt: string; atMs: number } | undefined

  constructor(earlier: readonly Phase[], onPhase: (name: PhaseName) => void) {
    this.phases = [...earlier]
    this.#onPhase = onPhase
  }

  enter(name: PhaseName): void {
    this.end()
    this.#current = { name, startedAt: new Date().toISOString(), atMs: performance.now() }
    this.#onPhase(name)
  }

  end(): void {
    if (!this.#current) return
    const { name, startedAt, atMs } = this.#current
    this.phases.push({ name, startedAt, ms: Math.round(performance.now() - atMs) })
    this.#current = undefined
  }
}
