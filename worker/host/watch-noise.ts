import { performance } from 'node:perf_hooks'
import type { HostNoise } from '../../contracts/host-noise.js'
import { compareSnapshots, takeSnapshot, type HostSnapshot } from './host-snapshot.js'

const everyMs = 10_000
/** Half an hour's; steal and load come from the ends, only the clock is looked at in between. */
const mostSnapshots = 180

/** Watches this host until disposed of. It is the engine's host, too, unless the engine is reached by a network. */
export class NoiseWatch implements Disposable {
  readonly #snapshots: HostSnapshot[] = []
  readonly #timer: NodeJS.Timeout

  private constructor() {
    this.#timer = setInterval(() => void this.#look(), everyMs).unref()
  }

  static async begin(): Promise<NoiseWatch> {
    const watch = new NoiseWatch()
    await watch.#look()
    return watch
  }

  /** What the host did since the beginning; `null` where it does not tell. */
  async tell(): Promise<HostNoise | null> {
    await this.#look()
    return compareSnapshots(this.#snapshots)
  }

  async #look(): Promise<void> {
    const snapshot = await takeSnapshot(performance.now())
    if (!snapshot) return
    if (this.#snapshots.length >= mostSnapshots) this.#snapshots.pop()
    this.#snapshots.push(snapshot)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
