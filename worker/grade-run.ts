import type { ExercisePackage } from '../contracts/exercise/exercise-package.js'
import type { RunJob } from '../contracts/job.js'
import type { Phase } from '../contracts/report/report.js'
import type { BlobStore } from '../storage/blob-store.js'
import { type PackageCache, readStoredTree } from '../storage/package-cache.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import type { AssessRequest } from './assess-request.js'
import { assess } from './assess.js'
import type { GradeRun } from './consumer.js'
import type { Sandbox } from './sandbox/sandbox.js'

export interface GradingParts {
  blobs: BlobStore
  packages: PackageCache<ExercisePackage>
  sandbox: Sandbox
  /** Name of this worker, on the pod's labels. */
  worker: string
}

/** Fetches what a job names and assesses it. */
export function gradeRuns({ blobs, packages: shelf, sandbox, worker }: GradingParts): GradeRun {
  return async (job, { onProgress, signal }) =>
    assess(
      {
        runId: job.runId,
        submissionId: job.submissionId,
        delivery: job.delivery,
        ...(await readSource(blobs, job.source.sha256)),
        sourceSha256: job.source.sha256,
        exercise: await shelf.open(job.exercise.digest),
        exerciseDigest: job.exercise.digest,
        language: job.language,
        seed: job.seed,
        earlierPhases: [queuePhase(job, Date.now())],
        worker,
        onProgress,
        signal,
      },
      sandbox,
    )
}

async function readSource(
  blobs: BlobStore,
  sha256: string,
): Promise<Pick<AssessRequest, 'source' | 'leftOut' | 'topFolder'>> {
  try {
    const { files, ...others } = await readStoredTree(blobs, sha256)
    return { source: files, ...others }
  } catch (error) {
    if (error instanceof RejectedUpload) return { source: error }
    throw error
  }
}

/** Two machines' clocks are compared here, so a little less than nothing is possible: nothing then. */
const queuePhase = (job: RunJob, nowMs: number): Phase => ({
  name: 'queue',
  startedAt: job.queuedAt,
  ms: Math.max(0, nowMs - Date.parse(job.queuedAt)),
})
