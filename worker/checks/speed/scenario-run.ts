import type { Scenario, TrialResult } from '../../../contracts/protocol/speed.js'
import { growthSteps } from '../../../contracts/protocol/speed-measures.js'
import {
  fewestPairs,
  longestWarmUpMs,
  mostPairs,
  needsMoreTrials,
  orderOfPair,
  type ScenarioFacts,
  type SizedPairs,
  type SizePlan,
  sizePlans,
} from './facts.js'
import { scoreScenario } from './score.js'
import {
  findFailure,
  readLatencies,
  readPairs,
  readScans,
  SpentTime,
  runTrial,
  type Trial,
  type Trials,
  type Variant,
  type Variants,
  withThawed,
} from './trial.js'

export interface ScenarioRunOptions {
  scenario: Scenario
  variants: Variants
  seed: string
  hasOwnCores: boolean
  /** Milliseconds of a clock that only goes forward. */
  now(): number
}

/** Whether time is left for another pair. */
export type HasTime = () => boolean

/**
 * Pairs thrown away because the reference's requests went out late, before no more are taken. Enough others stay:
 * wavering asks for more.
 */
const mostLatePairs = 10

/** The submission did something that leaves nothing to be timed. */
class ScenarioFailure extends Error {}

/**
 * One scenario over all sizes of its data: pairs as planned for each, and as many as its score needs at the largest.
 * What the submission does wrong ends it as a failure; the reference doing wrong is a fault of ours or the author's,
 * and is thrown.
 */
export class ScenarioRun {
  readonly #options: ScenarioRunOptions
  readonly #sizes: SizedPairs[] = []
  /** Trials at the size that was measured last. */
  #trials: Trials[] = []
  #pair = 0
  /** Of those planned, less those that a restart has added. */
  #warmUpsLeftOut = 0
  #latePairs = 0
  #isTooBusy = false
  #isOutOfTime = false
  #failure: string | null = null
  readonly #spent: SpentTime

  constructor(options: ScenarioRunOptions) {
    this.#options = options
    this.#spent = new SpentTime(options.now)
  }

  /**
   * Brings both variants to the next size. A scenario without rows has no data of its own to grow. `hasTime`: whether
   * the submission has not yet taken so long over rows that no time would be left.
   */
  async grow(step: number, hasTime = true): Promise<void> {
    const { scenario, variants } = this.#options
    if (scenario.rows === null) return
    const rows = scenario.rows * (growthSteps[step] ?? 1)
    await this.#unlessFailed(async () => {
      if (!hasTime)
        throw new ScenarioFailure(
          `Your service took so long to accept the rows of all scenarios that no time was left for these ${rows} rows.`,
        )
      await this.#askBoth(variants, (variant) => variant.seed(scenario.id, rows))
    })
  }

  get hasAudit(): boolean {
    return this.#options.scenario.hasAudit
  }

  /**
   * Takes the trials at a size. One without rows has only the last: among all data that the others have brought.
   * `isCold`: the variants were started again since they were last warm.
   */
  async measure(step: number, hasTime: HasTime, isCold = false): Promise<void> {
    const { scenario } = this.#options
    if (scenario.rows === null && step < growthSteps.length - 1) return
    const rows = scenario.rows === null ? 1 : scenario.rows * (growthSteps[step] ?? 1)
    const plan = planOf(step)
    const warmUps = isCold ? planOf(0).warmUps : plan.warmUps
    this.#warmUpsLeftOut -= warmUps - plan.warmUps
    await this.#unlessFailed(async () => {
      this.#trials = []
      if (warmUps > 0) await this.#warmUp(warmUps)
      while (!this.#isTooBusy && (await this.#needsMore(rows, plan, hasTime))) await this.#addPair()
      this.#sizes.push({ rows, pairs: await readPairs(this.#trials) })
    })
  }

  /** Those of all sizes, with the warm-ups, where each variant has a trial as well. */
  get #pairsNeeded(): number {
    const plans = this.#options.scenario.rows === null ? sizePlans.slice(-1) : sizePlans
    const planned = plans.reduce((sum, { warmUps, pairs }) => sum + warmUps + pairs, -this.#warmUpsLeftOut)
    return this.#trials.length < fewestPairs ? planned : planned + mostPairs - fewestPairs
  }

  /** Trials in a row of one variant, then as many of the other, whose figures nobody keeps. */
  async #warmUp(planned: number): Promise<void> {
    const { variants, now } = this.#options
    const first = this.#pair
    const endsAt = now() + longestWarmUpMs
    await this.#warm(variants.submission, planned, () => now() < endsAt)
    const taken = this.#pair - first
    this.#pair = first
    await this.#warm(variants.reference, taken, () => true)
    this.#warmUpsLeftOut += planned - taken
  }

  /** The very first trial of the reference also proves the author's checks. */
  async #warm(variant: Variant, most: number, mayGoOn: () => boolean): Promise<void> {
    const { scenario } = this.#options
    const run = async () => {
      for (let taken = 0; taken < most && (taken === 0 || mayGoOn()); taken += 1) {
        const isFirst = variant.name === 'reference' && this.#sizes.length === 0 && taken === 0
        this.#judgeTrial(variant, await variant.runTrial(scenario.id, this.#pair++, isFirst ? 'proof' : 'warm-up'))
      }
    }
    await this.#spent.spend(variant.name, 'trials', () => withThawed(variant, run))
  }

  /**
   * Right after the last trial: kills each variant where that has left it, and reads back what it acknowledged once it
   * answers again. What was put off until later is lost. The reference is first, since a submission is judged only by
   * an audit that proves something.
   */
  async audit(): Promise<void> {
    const { variants } = this.#options
    if (!this.hasAudit) return
    await this.#unlessFailed(async () => {
      for (const variant of [variants.reference, variants.submission])
        this.#judge(variant, await this.#spent.spend(variant.name, 'others', () => this.#auditSide(variant)))
    })
  }

  async #auditSide(variant: Variant): Promise<string | null> {
    const { id, title } = this.#options.scenario
    try {
      const down = await variant.revive()
      if (down !== null) return down
      const { problem, unproven } = await variant.audit(id, variant.name === 'reference')
      if (unproven !== null) throw new Error(`The scenario "${title}" proves nothing: ${unproven}`)
      return problem
    } finally {
      await variant.freeze()
    }
  }

  async #unlessFailed(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null) return
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ScenarioFailure)) throw error
      this.#failure = error.message
    }
  }

  /**
   * At least one pair at each size is taken, whatever the time: without it there is nothing to tell. Figures are only
   * waited for where the answer needs them, so that trial follows on trial.
   */
  async #needsMore(rows: number, plan: SizePlan, hasTime: HasTime): Promise<boolean> {
    const { scenario, seed, hasOwnCores } = this.#options
    const taken = this.#trials.length
    if (taken === 0) return true
    const isLast = plan === sizePlans.at(-1)
    if (taken >= plan.pairs) {
      if (!isLast) return false
      const sizes = [...this.#sizes, { rows, pairs: await readPairs(this.#trials) }]
      if (!needsMoreTrials(taken, scoreScenario({ sizes, thresholds: scenario.thresholds, hasOwnCores, seed }).score))
        return false
    }
    if (hasTime()) return true
    this.#isOutOfTime = isLast
    return false
  }

  /**
   * Only lateness in the reference's trial throws a pair away: the submission is frozen then and cannot have caused it.
   * That in its own trial it has to answer for, or it could choose which pairs count.
   */
  async #addPair(): Promise<void> {
    const forgetTrials = this.#spent.forgetTrials()
    const trials = await this.#takePair()
    if (trials.reference.isLate) {
      forgetTrials()
      this.#latePairs += 1
      this.#isTooBusy = this.#latePairs > mostLatePairs
      return
    }
    this.#trials.push(trials)
  }

  /** Both trials of a pair, checked. */
  async #takePair(): Promise<Trials> {
    const { scenario, variants } = this.#options
    const pair = this.#pair++
    const taken = new Map<Variant['name'], Trial>()
    for (const name of orderOfPair(pair)) {
      const trial = await this.#spent.spend(name, 'trials', () =>
        runTrial(variants[name], { scenario: scenario.id, pair }),
      )
      this.#judgeTrial(variants[name], trial.result)
      taken.set(name, trial)
    }
    return Object.fromEntries(taken) as Trials
  }

  async #askBoth(variants: Variants, ask: (variant: Variant) => Promise<string | null>): Promise<void> {
    for (const variant of [variants.submission, variants.reference])
      this.#judge(
        variant,
        await this.#spent.spend(variant.name, 'others', () => withThawed(variant, () => ask(variant))),
      )
  }

  #judgeTrial(variant: Variant, result: TrialResult): void {
    this.#judge(variant, findFailure(result))
    if (result.unproven !== null)
      throw new Error(`The scenario "${this.#options.scenario.title}" proves nothing: ${result.unproven}`)
  }

  #judge(variant: Variant, problem: string | null): void {
    const found = variant.findEnd() ?? problem
    if (found === null) return
    if (variant.name === 'submission') throw new ScenarioFailure(found)
    throw new Error(`The reference fails the scenario "${this.#options.scenario.title}": ${found}`)
  }

  /**
   * By how much longer the submission took than the reference: over all of it, and over its rows and its audit alone.
   */
  get excess(): Pick<SpentTime, 'excessMs' | 'rowsExcessMs'> {
    return this.#spent
  }

  /**
   * Once all scenarios are measured. `elsewhereMs`: by how much longer the submission took than the reference in the
   * others.
   */
  facts(elsewhereMs: number): ScenarioFacts {
    const { scenario, hasOwnCores } = this.#options
    const sizes = this.#isTooBusy && this.#trials.length < fewestPairs ? [] : this.#sizes
    const pairs = { taken: this.#pair - this.#latePairs, needed: this.#pairsNeeded }
    const shortage = this.#isOutOfTime ? this.#spent.judgeShortage(pairs, elsewhereMs) : null
    const slowness = this.#trials.length < fewestPairs ? (shortage?.failure ?? null) : null
    return {
      scenario,
      hasOwnCores,
      sizes,
      failure: this.#failure ?? slowness,
      tookTheTime: shortage?.isOwn ?? false,
      lateTrials: this.#trials.filter(({ submission }) => submission.isLate).length,
      scans: readScans(this.#trials),
      latencies: readLatencies(this.#trials),
    }
  }
}

function planOf(step: number): SizePlan {
  const plan = sizePlans[step]
  if (!plan) throw new RangeError(`No trials are planned for size ${step}`)
  return plan
}
