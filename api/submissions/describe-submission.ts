import type { Queryable } from '../database/open-database.js'
import type { RunQueue } from '../queue.js'
import { countAhead, medianRunSeconds, medianRunSecondsOf, type RunRow } from './runs.js'
import { type FoundSubmission } from './submissions.js'
import type { View } from './read-events.js'

/** Where no run was ever done, a run is thought to take this long. */
const GUESSED_RUN_SECONDS = 20

/**
 * A run as callers see it; the digest of the package is for staff, and the outcome for those to whom reports are open.
 */
export function describeRun(run: RunRow, view: View) {
  const isClosed = view === 'closed'
  return {
    id: run.id,
    number: run.number,
    state: run.state,
    isRegrade: run.isRegrade,
    verdict: isClosed ? null : run.verdict,
    score: isClosed ? null : run.score,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    ...(view === 'whole'
      ? { exerciseDigest: run.exerciseDigest, isDry: run.isDry, requestedBy: run.requestedBy, delivery: run.delivery }
      : {}),
    links: { report: `/v1/submissions/${run.submissionId}/report?run=${run.id}` },
  }
}

/** A submission and its newest run. */
export function describeSubmission({ submission, view }: Pick<FoundSubmission, 'submission' | 'view'>, run: RunRow) {
  const described = describeRun(run, view)
  const self = `/v1/submissions/${submission.id}`
  return {
    id: submission.id,
    exercise: submission.slug,
    owner: submission.owner,
    language: submission.language,
    bytes: submission.sourceBytes,
    sha256: submission.sourceSha256,
    course: submission.courseId,
    assignment: submission.assignmentId,
    attempt: submission.attempt,
    replacedBy: submission.replacedBy,
    setAside: submission.setAside,
    submittedAt: submission.submittedAt.toISOString(),
    createdAt: submission.createdAt.toISOString(),
    state: run.state,
    isReportOpen: view !== 'closed',
    verdict: described.verdict,
    score: described.score,
    run: described,
    links: { self, events: `${self}/events`, report: `${self}/report`, source: `${self}/source`, runs: `${self}/runs` },
  }
}

export interface WaitEstimate {
  /** 1 is next; `null` when the run no longer waits. */
  position: number | null
  /**
   * Seconds until the report, by recent runs (its own by those of its exercise) and the workers there are; 0 when it is
   * there.
   */
  estimateSeconds: number
}

export async function estimateWait(db: Queryable, queue: RunQueue, run: RunRow): Promise<WaitEstimate> {
  if (run.state === 'done') return { position: null, estimateSeconds: 0 }
  const anyRunSeconds = (await medianRunSeconds(db)) ?? GUESSED_RUN_SECONDS
  const runSeconds = (await medianRunSecondsOf(db, run.exerciseDigest)) ?? anyRunSeconds
  if (run.state === 'running') {
    const spentSeconds = (Date.now() - (run.startedAt ?? run.queuedAt).getTime()) / 1000
    return { position: null, estimateSeconds: Math.max(1, Math.ceil(runSeconds - spentSeconds)) }
  }
  const ahead = await countAhead(db, run)
  const workers = Math.max(1, await queue.countWorkers())
  return {
    position: ahead + 1,
    estimateSeconds: Math.max(1, Math.ceil((ahead * anyRunSeconds) / workers + runSeconds)),
  }
}
