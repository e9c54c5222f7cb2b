import { gatherFacts, imageNamesOf, requestDirectly } from '../../worker/assess.js'
import { checkSpeed, type SpeedCheck } from '../../worker/checks/speed/run.js'
import { PhaseClock } from '../../worker/assess-request.js'
import type { RunFacts } from '../../worker/report/verdict.js'
import type { Sandbox } from '../../worker/sandbox/sandbox.js'
import type { Contender } from './contenders.js'

/**
 * Measures the speed of contenders as a run does. Their hidden tests decide whether there is anything to time, which
 * does not change from run to run: they are run once, and every measurement rests on what they showed.
 */
export class ContenderSpeed {
  readonly #sandbox: Sandbox
  readonly #facts = new Map<string, RunFacts>()

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  async measure(contender: Contender): Promise<SpeedCheck> {
    const { name, sample, exercise, digest } = contender
    const { files: source, language } = sample
    const request = await requestDirectly({
      source,
      exercise,
      exerciseDigest: digest,
      language,
      worker: `bench-${process.pid}`,
    })
    const imageNames = imageNamesOf(exercise, language)
    const facts =
      this.#facts.get(name) ??
      (await gatherFacts(request, this.#sandbox, new PhaseClock([], () => undefined), imageNames))
    this.#facts.set(name, facts)
    return await checkSpeed({ ...request, source, facts, imageNames, onPhase: () => undefined }, this.#sandbox)
  }
}
