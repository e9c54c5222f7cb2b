import type { Report } from '../../contracts/report.js'
import { compareRuns, judgeReport } from './judge.js'
import type { Sample } from './samples.js'

/** A sample, every report of it, and what is not as labelled. */
export interface SampleResult {
  sample: Sample
  reports: readonly Report[]
  ms: number
  differences: readonly string[]
}

export interface VerifyOptions {
  /** Runs of every sample; where absent, references run twice and the rest once. */
  repeat: number | undefined
  grade(sample: Sample): Promise<Report>
  onResult(result: SampleResult): void
}

const referenceRuns = 2

/** Grades the samples one after the other and judges each. Throws what `grade` throws. */
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
  const runs = options.repeat ?? (sample.kind === 'reference' ? referenceRuns : 1)
  const reports: Report[] = []
  while (reports.length < runs) reports.push(await options.grade(sample))
  const differences = new Set(reports.flatMap((report) => judgeReport(sample.expectation, report)))
  for (const difference of compareRuns(reports)) differences.add(difference)
  return { sample, reports, ms: performance.now() - startedAt, differences: [...differences] }
}
