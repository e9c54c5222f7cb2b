import { CallerError } from '../../contracts/errors.js'
import type { Report } from '../../contracts/report/report.js'
import { compareRuns, findFlaky, judgeReport } from './judge.js'
import type { Sample } from './samples.js'

/** A sample, every report of it, and what is not as labelled. `hasFault`: a run of it ended by a fault of ours. */
export interface SampleResult {
  sample: Sample
  reports: readonly Report[]
  ms: number
  hasFault: boolean
  differences: readonly string[]
}

export interface VerifyOptions {
  /** Runs of every sample; where absent, references run twice and the rest once. */
  repeat: number | undefined
  grade(sample: Sample): Promise<Report>
  /** What learners could read in a report that is hidden from them, each in a sentence. */
  findLeaks(sample: Sample, report: Report): readonly string[]
  /**
   * Aborted: a run that throws ends the whole, instead of counting as a fault of that run; as a mistake of the author's
   * does, which no sample escapes.
   */
  signal: AbortSignal
  onResult(result: SampleResult): void
}

const referenceRuns = 2

/** Grades the samples one after the other and judges each. A fault in one does not keep the others from being tried. */
export async function verifySamples(samples: readonly Sample[], options: VerifyOptions): Promise<SampleResult[]> {
  const results: SampleResult[] = []
  for (const sample of samples) {
    const result = await verifySample(sample, options)
    options.onResult(result)
    results.push(result)
  }
  return results
}

async function verifySample(sample: Sample, options: VerifyOptions): Promise<SampleResult> {
  const startedAt = performance.now()
  const { reports, fault } = await gradeSample(sample, options)
  const judge = (report: Report) => [
    ...judgeReport(sample.expectation, report),
    ...findFlaky(sample.expectation, report),
    ...options.findLeaks(sample, report),
  ]
  const differences = new Set(reports.flatMap(judge))
  for (const difference of compareRuns(reports)) differences.add(difference)
  if (fault !== undefined) differences.add(`could not be graded because of an error in Assay: ${fault}`)
  const hasFault = fault !== undefined || reports.some(({ verdict }) => verdict === 'not-assessed')
  return { sample, reports, ms: performance.now() - startedAt, hasFault, differences: [...differences] }
}

async function gradeSample(
  sample: Sample,
  options: VerifyOptions,
): Promise<{ reports: Report[]; fault: string | undefined }> {
  const runs = options.repeat ?? (sample.kind === 'reference' ? referenceRuns : 1)
  const reports: Report[] = []
  try {
    while (reports.length < runs) reports.push(await options.grade(sample))
  } catch (error) {
    if (options.signal.aborted || error instanceof CallerError) throw error
    return { reports, fault: error instanceof Error ? error.message : String(error) }
  }
  return { reports, fault: undefined }
}
