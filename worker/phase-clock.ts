import { performance } from 'node:perf_hooks'
import type { PhaseName } from '../contracts/job.js'
import type { Phase } from '../contracts/report/report.js'

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
