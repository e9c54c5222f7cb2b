import { latencyShares } from '../../../contracts/protocol/bounds.js'
import type { TrialResult, SpeedLine, TrialPurpose } from '../../../contracts/protocol/speed.js'
import type { ScenarioFacts, TrialFacts, TrialPair } from './facts.js'

/** One trial: what the load found, and what it cost, which is told up to a second later. */
export interface Trial {
  /** Its latencies hold what the variant has to answer for, the lateness of its requests included. */
  result: TrialResult
  /** Whether its requests went out late. */
  isLate: boolean
  facts: Promise<TrialFacts>
}

export interface TrialOptions {
  scenario: string
  pair: number
}

/**
 * Thaws a variant for one trial. Its use is read before and after while it is frozen, so it is that trial's and nothing
 * else's.
 */
export async function runTrial(variant: Variant, { scenario, pair }: TrialOptions): Promise<Trial> {
  const before = await variant.readUsage()
  const result = await withThawed(variant, () => variant.runTrial(scenario, pair, 'measure'))
  const isLate = isGeneratorLate(result)
  const charged = isLate ? chargeLateness(result) : result
  const facts = variant.readUsage().then((after) => readFacts({ before, after, result: charged }))
  facts.catch(() => undefined) // whoever needs it gets the fault; of a pair that is thrown away nobody does
  return { result: charged, isLate, facts }
}

interface Readings {
  before: VariantUsage
  after: VariantUsage
  result: TrialResult
}

function readFacts({ before, after, result }: Readings): TrialFacts {
  const { sent, latencies, database } = result
  const perRequest = (amount: number) => Math.max(0, amount) / Math.max(1, sent) // what has ended is told as nothing used
  return {
    cpu: perRequest(after.subjectCpuMs - before.subjectCpuMs),
    databaseCpu: after.servicesCpuMs === null ? null : perRequest(after.servicesCpuMs - (before.servicesCpuMs ?? 0)),
    statements: database && perRequest(database.statements),
    rows: database && perRequest(database.rows),
    latency: latencyAt(latencies, 0.5),
    tail: latencyAt(latencies, 0.95),
    memory: after.subjectMemoryMb,
  }
}

const latencyAt = (latencies: readonly number[], share: (typeof latencyShares)[number]): number =>
  latencies[latencyShares.indexOf(share)] ?? 0

/** More than one wrong answer in a hundred, or one that came before it was asked for: nothing of it is timed. */
const rightShare = 0.99

/** Why a trial's answers cannot be timed, in the learner's words; `null` when they can. */
export function findFailure({ sent, right, failures, violation }: TrialResult): string | null {
  if (violation !== null) return violation
  if (right >= sent * rightShare) return null
  return `${sent - right} of ${sent} requests did not get a correct response, and speed is measured only for correct responses. ${failures[0]?.message ?? ''}`.trim()
}

/**
 * A timer is a few milliseconds late on any busy machine; its own lateness is no part of a latency. Beyond this,
 * requests come in bursts.
 */
const latestMs = 20

/** Requests went out late although connections were free: what came at the service was not what was planned. */
const isGeneratorLate = ({ lateMs, latencies }: TrialResult): boolean =>
  lateMs > Math.max(latestMs, latencyAt(latencies, 0.5))

/**
 * Lateness belongs to the variant whose trial it is. Nothing else of Assay runs then, and a service can bring it about:
 * by answers that cost the generator a lot to read, or by taking the core that it needs. So each answer of such a trial
 * counts as if its request had gone out as late as the 95th of 100 did.
 */
const chargeLateness = (result: TrialResult): TrialResult => ({
  ...result,
  latencies: result.latencies.map((ms) => ms + result.lateMs),
})

/** Both trials of a pair. */
export type Trials = Readonly<Record<Variant['name'], Trial>>

/** What the trials cost. Waits for figures that are still to be told. */
export const readPairs = (trials: readonly Trials[]): Promise<TrialPair[]> =>
  Promise.all(
    trials.map(async ({ submission, reference }) => ({
      submission: await submission.facts,
      reference: await reference.facts,
    })),
  )

export function readLatencies(trials: readonly Trials[]): ScenarioFacts['latencies'] {
  const latenciesOf = (name: Variant['name']) => trials.map((pair) => pair[name].result.latencies)
  return { submission: latenciesOf('submission'), reference: latenciesOf('reference') }
}

/** Whole tables read, a request. Told late by the database, so taken over all trials together. */
export function readScans(trials: readonly Trials[]): ScenarioFacts['scans'] {
  const scansOf = (name: Variant['name']) => {
    const results = trials.map((pair) => pair[name].result)
    const scans = results.map(({ database }) => database?.scans ?? null)
    if (scans.length === 0 || scans.includes(null)) return null
    return (
      scans.reduce((sum: number, count) => sum + (count ?? 0), 0) / results.reduce((sum, { sent }) => sum + sent, 0)
    )
  }
  const [submission, reference] = [scansOf('submission'), scansOf('reference')]
  return submission === null || reference === null ? null : { submission, reference }
}

/** By how much longer a submission may take over the same work before it is the one that time ran out for. */
const slowestTimes = 1.5

type Times = Record<Variant['name'], number>

/** Why a scenario had too little time. */
export interface Shortage {
  /** There would have been enough of it, had the submission been as quick as the reference. */
  isOwn: boolean
  /** In the learner's words, where that is so clear that the scenario has failed. */
  failure: string | null
}

/** How long each variant took over one scenario: over its trials, and over everything else. */
export class SpentTime {
  readonly #trialsMs: Times = { submission: 0, reference: 0 }
  readonly #othersMs: Times = { submission: 0, reference: 0 }
  readonly #now: () => number

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  async spend<T>(name: Variant['name'], on: 'trials' | 'others', work: () => Promise<T>): Promise<T> {
    const startedAt = this.#now()
    const result = await work()
    const times = on === 'trials' ? this.#trialsMs : this.#othersMs
    times[name] += this.#now() - startedAt
    return result
  }

  /** From now on, until it is called: trials that are thrown away say nothing of either variant. */
  forgetTrials(): () => void {
    const before = { ...this.#trialsMs }
    return () => void Object.assign(this.#trialsMs, before)
  }

  /** By how much longer the submission took than the reference, over all of it. */
  get excessMs(): number {
    return this.#trialsMs.submission - this.#trialsMs.reference + this.rowsExcessMs
  }

  /** The same, over everything but trials: over its rows, and over coming back to be audited. */
  get rowsExcessMs(): number {
    return this.#othersMs.submission - this.#othersMs.reference
  }

  /**
   * Who is the cause of there being too little time, by so many pairs of those that were needed. On a busy machine both
   * variants are slow, the one that does more work all the more, and nothing is known: only where the time would have
   * been enough for two as quick as the reference is it the submission. What it took beyond the reference's time
   * anywhere in the check counts as taken from this scenario: scenarios share their time, rows are added before any
   * trial, and audits come between scenarios.
   * @param elsewhereMs by how much longer the submission took than the reference in the other scenarios
   */
  judgeShortage(pairs: { taken: number; needed: number }, elsewhereMs: number): Shortage {
    const { submission, reference } = this.#trialsMs
    const neededMs = (2 * reference * pairs.needed) / Math.max(1, pairs.taken)
    const isOwn = neededMs <= submission + reference + Math.max(0, this.rowsExcessMs + elsewhereMs)
    const hasFailed = submission > reference * slowestTimes && neededMs <= submission + reference
    return { isOwn, failure: hasFailed ? describeSlowness(submission, reference) : null }
  }
}

function describeSlowness(submissionMs: number, referenceMs: number): string {
  const [submission, other] = [submissionMs, referenceMs].map((ms) => Math.round(ms / 1000))
  return `The measuring time ran out before enough was measured: your service took ${submission} seconds for what the reference did in ${other}.`
}

/** What a pod has used until it was frozen. */
export interface VariantUsage {
  subjectCpuMs: number
  /** `null` where the exercise has no service. */
  servicesCpuMs: number | null
  subjectMemoryMb: number
}

/** What an audit found, and whether it would find anything. */
export type Audit = Pick<Extract<SpeedLine, { type: 'audited' }>, 'problem' | 'unproven'>

/** One of the two pods of a speed check, frozen but in its own trial. What throws is a fault of ours. */
export interface Variant {
  readonly name: 'submission' | 'reference'
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Of the latest freeze. It may take a second, in which the variant must stay frozen. */
  readUsage(): Promise<VariantUsage>
  /** Adds rows until there are so many; the problem, if the service did not take them. */
  seed(scenario: string, rows: number): Promise<string | null>
  runTrial(scenario: string, pair: number, purpose: TrialPurpose): Promise<TrialResult>
  /**
   * Kills the frozen subject, so that it does nothing any more, and starts it again over the same data; the variant is
   * then thawed. Why it does not answer, in the learner's words; `null` where it does.
   */
  revive(): Promise<string | null>
  audit(scenario: string, proves: boolean): Promise<Audit>
  /** Whether the subject has ended by itself, and how that is said. */
  findEnd(): string | null
}

export type Variants = Readonly<Record<Variant['name'], Variant>>

/** Lets one variant run for as long as the work takes. */
export async function withThawed<T>(variant: Variant, work: () => Promise<T>): Promise<T> {
  await variant.thaw()
  try {
    return await work()
  } finally {
    await variant.freeze()
  }
}
