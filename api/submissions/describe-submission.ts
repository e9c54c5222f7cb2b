import { isStaff, type Caller } from '../auth/caller.js'
import type { Queryable } from '../database/open-database.js'
import { countAhead, medianRunSeconds, type RunRow, type SubmissionRow } from '../database/runs.js'
import type { RunQueue } from '../queue.js'

/** Where no run was ever done, a run is thought to take this long. */
const GUESSED_RUN_SECONDS = 20

/** A run as callers see it; the digest of the package is for staff. */
export function describeRun(run: RunRow, caller: Caller) {
  return {
    id: run.id,
    number: run.number,
    state: run.state,
    isRegrade: run.isRegrade,
    verdict: run.verdict,
    score: run.score,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    ...(isStaff(caller) ? { exerciseDigest: run.exerciseDigest, requestedBy: run.requestedBy, delivery: run.delivery } : {}),
    links: { report: `/v1/submissions/${run.submissionId}/report?run=${run.id}` },
  }
}

/** A submission and its newest run. */
export function describeSubmission(submission: SubmissionRow, run: RunRow, caller: Caller) {
  const self = `/v1/submissions/${submission.id}`
  return {
    id: submission.id,
    exercise: submission.slug,
    owner: submission.owner,
    language: submission.language,
    bytes: submission.sourceBytes,
    sha256: submission.sourceSha256,
    createdAt: submission.createdAt.toISOString(),
    state: run.state,
    verdict: run.verdict,
    score: run.score,
    run: describeRun(run, caller),
    links: { self, events: `${self}/events`, report: `${self}/report`, source: `${self}/source`, runs: `${self}/runs` },
  }
}

export interface WaitEstimate {
  /** 1 is next; `null` when the run no longer waits. */
  position: number | null
  /** Seconds until the report, by recent runs and the workers there are; 0 when it is there. */
  estimateSeconds: number
}

export async function estimateWait(db: Queryable, queue: RunQueue, run: RunRow): Promise<WaitEstimate> {
  if (run.state === 'done') return { position: null, estimateSeconds: 0 }
  const runSeconds = (await medianRunSeconds(db)) ?? GUESSED_RUN_SECONDS
  if (run.state === 'running') {
    const spentSeconds = (Date.now() - (run.startedAt ?? run.queuedAt).getTime()) / 1000
    return { position: null, estimateSeconds: Math.max(1, Math.ceil(runSeconds - spentSeconds)) }
  }
  const ahead = await countAhead(db, run)
  const workers = Math.max(1, await queue.countWorkers())
  return { position: ahead + 1, estimateSeconds: Math.max(1, Math.ceil(((ahead + 1) * runSeconds) / workers)) }
}
