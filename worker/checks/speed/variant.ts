import type { SpeedLine, TrialPurpose, TrialResult } from '../../../contracts/protocol/speed.js'

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
