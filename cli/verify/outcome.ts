import type { ProblemDetail } from '../../contracts/errors.js'
import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { findUnaudited } from '../../contracts/exercise/find-unaudited.js'
import { findUnbackedWeight } from '../../contracts/exercise/read-scenarios.js'
import { isScoreWhole } from '../../contracts/report/next-advice.js'
import { findCatching, findNeverFailed } from './judge.js'
import type { Sample } from './samples.js'
import type { SampleResult } from './verify-samples.js'

/** The result of `verify` as data: what `--json` prints. */
export interface VerifyOutcome {
  schema: 'assay.verify/1'
  exercise: { slug: string; digest: string }
  /**
   * Whether every sample that ran is as labelled, every scenario that writes has an audit, and a weight for speed has
   * scenarios.
   */
  holds: boolean
  /** Whether all samples of the package ran, none ended by a fault of ours. */
  isComplete: boolean
  samples: readonly VerifiedSample[]
  /** Names of samples in a language that cannot be graded on this machine. */
  notTried: readonly string[]
  /** Tests that no sample makes fail: nothing shows that they can. Only told when all samples ran. */
  neverFailed: readonly string[]
  /** Speed scenarios that write and have no audit, each by its place in the package. */
  unaudited: readonly ProblemDetail[]
  /** A weight for speed in a package without scenarios. */
  unbackedWeight: readonly ProblemDetail[]
}

export interface VerifiedSample {
  name: string
  language: string
  runs: number
  verdict: string
  limit: string | null
  /** `null` where a check was left out that `assay grade` would run: the scores would not be the same. */
  score: number | null
  correctness: number | null
  /** `null` where it was not measured, or could not be scored. */
  speed: number | null
  ms: number
  differences: readonly string[]
  /** Of a planted bug: the hidden tests that catch it. */
  caughtBy?: readonly string[]
}

export interface VerifyFacts {
  exercise: ExercisePackage
  digest: string
  results: readonly SampleResult[]
  isComplete: boolean
  notTried: readonly Sample[]
}

export function summariseResults({ exercise, digest, results, isComplete, notTried }: VerifyFacts): VerifyOutcome {
  const unaudited = findUnaudited(exercise.files)
  const unbackedWeight = findUnbackedWeight(exercise.weights, exercise.files)
  return {
    schema: 'assay.verify/1',
    exercise: { slug: exercise.slug, digest },
    holds:
      unaudited.length + unbackedWeight.length === 0 && results.every(({ differences }) => differences.length === 0),
    isComplete,
    samples: results.map(summariseResult),
    notTried: notTried.map(({ name }) => name),
    neverFailed: isComplete ? findNeverFailed(results.flatMap(({ reports }) => reports)) : [],
    unaudited,
    unbackedWeight,
  }
}

function summariseResult({ sample, reports, ms, differences }: SampleResult): VerifiedSample {
  const report = reports.at(-1)
  return {
    name: sample.name,
    language: sample.language,
    runs: reports.length,
    verdict: report?.verdict ?? 'not-assessed',
    limit: report?.limit ?? null,
    score: report && isScoreWhole(report) ? report.score : null,
    correctness: report?.checks.correctness.score ?? null,
    speed: report?.checks.speed.score ?? null,
    ms: Math.round(ms),
    differences,
    ...(sample.kind === 'bug' && { caughtBy: findCatching(reports) }),
  }
}
