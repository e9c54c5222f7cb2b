import { randomBytes, randomUUID } from 'node:crypto'
import type { Report } from '../contracts/report/report.js'
import { packageDigest } from '../storage/archive/write-tar.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import { assess } from './assess.js'
import type { AssessRequest } from './assess-request.js'
import type { Sandbox } from './sandbox/sandbox.js'

/** A run that no queue sent: what it does not say is drawn anew, and digests are taken from what is at hand. */
export type DirectRun = Pick<AssessRequest, 'source' | 'exercise' | 'language' | 'worker'> &
  Partial<Omit<AssessRequest, 'seed'>> & { seed?: string | undefined }

/** Assesses without a queue, for the command line, the benches and the tests. */
export async function assessDirectly(run: DirectRun, sandbox: Sandbox): Promise<Report> {
  return await assess(await requestDirectly(run), sandbox)
}

/** The whole request of such a run. */
export async function requestDirectly(run: DirectRun): Promise<AssessRequest> {
  const { source, exercise } = run
  return {
    ...run,
    runId: run.runId ?? randomUUID(),
    submissionId: run.submissionId ?? randomUUID(),
    delivery: run.delivery ?? 1,
    sourceSha256: run.sourceSha256 ?? (await packageDigest(source instanceof RejectedUpload ? new Map() : source)),
    exerciseDigest: run.exerciseDigest ?? (await packageDigest(exercise.files)),
    seed: run.seed ?? randomBytes(8).toString('hex'),
    earlierPhases: run.earlierPhases ?? [],
    onProgress: run.onProgress ?? (() => undefined),
    // One of its own for each run: what a run hangs on it goes with it.
    signal: AbortSignal.any(run.signal ? [run.signal] : []),
  }
}
