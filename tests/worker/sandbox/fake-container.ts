import { deferred } from '../../../worker/sandbox/until-aborted.js'
import { type ExitFacts, noUsage, type PodContainer, type Usage } from '../../../worker/sandbox/container.js'

/** A container without an engine: it ends when it is told to, and says what it has used when it is told to. */
export class FakeContainer implements PodContainer {
  readonly id = 'fake'
  readonly signals: string[] = []
  readonly #exit = deferred<ExitFacts>()
  isRemoved = false
  hasEnded = false
  /** Tells a sample of what it has used, as the engine does once a second. */
  tellUsage: (usage: Usage) => void = () => undefined

  get exited(): Promise<ExitFacts> {
    return this.#exit.promise
  }

  end(exit: ExitFacts): void {
    this.hasEnded = true
    this.#exit.resolve(exit)
  }

  async signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.signals.push(name)
    if (name === 'SIGKILL') this.end({ exitCode: 137, oomKilled: false })
  }

  followUsage = async (onSample: (usage: Usage) => void) => {
    this.tellUsage = onSample
  }
  /** What it says of itself when it is asked. */
  usage: Usage = noUsage
  readUsage = async () => this.usage
  readUsageNow = async () => ({ cpuSeconds: 0, memoryMb: 0 })
  isRunning = async () => !this.hasEnded
  start = async () => undefined
  writeInput = async () => undefined
  pause = async () => undefined
  resume = async () => undefined
  putArchive = async () => undefined

  async [Symbol.asyncDispose](): Promise<void> {
    this.isRemoved = true
    this.end({ exitCode: 137, oomKilled: false })
  }
}
