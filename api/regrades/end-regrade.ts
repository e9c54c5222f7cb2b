import { and, eq, isNull, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { recordAudit } from '../database/audit.js'
import { lockAssignment, lockSubmissions } from '../database/lock-grades.js'
import type { Database, Queryable } from '../database/open-database.js'
import { settleGrades } from '../grades/settle-grade.js'
import type { RunQueue } from '../queue.js'
import type { Delivery } from '../submissions/run-progress.js'
import { addRun } from '../submissions/runs.js'
import { assignments, regrades } from '../courses/tables.js'
import { runs, submissions } from '../submissions/tables.js'
import { type FoundRegrade, type RegradeRow, releaseDryRuns, removeOpenDryRuns } from './regrades.js'

/**
 * Makes a regrade count, whole or not at all: its runs become the newest of their submissions, the assignment takes its
 * package, and grades are settled. Submissions that the package has not assessed by then get an ordinary run of it and
 * keep their grade until that is done. Applying twice is applying once. Throws `regrade-not-ready`.
 */
export async function applyRegrade(
  db: Database,
  { regrade, assignment }: FoundRegrade,
  by: string,
): Promise<RegradeRow> {
  return db.transaction(async (tx) => {
    const current = await lockRegrade(tx, regrade)
    if (current.state === 'applied') return current
    if (current.state !== 'ready') throw notReady(current)
    const regraded = await listRegraded(tx, regrade.id)
    await lockSubmissions(tx, [...regraded].sort())
    await releaseDryRuns(tx, regrade.id)
    await tx
      .update(assignments)
      .set({ exerciseDigest: regrade.exerciseDigest })
      .where(eq(assignments.id, assignment.id))
    await settleGrades(tx, regraded)
    const rerun = await rerunUnassessed(tx, regrade, by)
    const details = { regrade: regrade.id, exerciseDigest: regrade.exerciseDigest, submissions: regraded.length, rerun }
    await recordAudit(tx, {
      actor: by,
      action: 'regrade.applied',
      courseId: assignment.courseId,
      subject: assignment.id,
      details,
    })
    return endRegrade(tx, regrade, 'applied', by)
  })
}

/**
 * Throws a regrade away, also while it runs: what no worker has begun is taken back. Discarding twice is discarding
 * once. Throws `regrade-not-ready` where it was applied.
 */
export async function discardRegrade(
  { db, queue }: { db: Database; queue: RunQueue },
  { regrade, assignment }: FoundRegrade,
  by: string,
): Promise<RegradeRow> {
  let withdrawn: Delivery[] = []
  const row = await db.transaction(async (tx) => {
    const current = await lockRegrade(tx, regrade)
    if (current.state === 'discarded') return current
    if (current.state === 'applied') throw notReady(current)
    withdrawn = await removeOpenDryRuns(tx, regrade.id)
    const details = { regrade: regrade.id, withdrawn: withdrawn.length }
    await recordAudit(tx, {
      actor: by,
      action: 'regrade.discarded',
      courseId: assignment.courseId,
      subject: assignment.id,
      details,
    })
    return endRegrade(tx, regrade, 'discarded', by)
  })
  await Promise.all(withdrawn.map(({ runId, delivery }) => queue.withdraw(runId, delivery)))
  return row
}

async function lockRegrade(tx: Queryable, { id, assignmentId }: RegradeRow): Promise<RegradeRow> {
  await lockAssignment(tx, assignmentId)
  const [row] = await tx.select().from(regrades).where(eq(regrades.id, id))
  if (!row) throw new Error('the regrade is gone')
  return row
}

async function endRegrade(
  tx: Queryable,
  { id }: RegradeRow,
  state: 'applied' | 'discarded',
  endedBy: string,
): Promise<RegradeRow> {
  const [row] = await tx
    .update(regrades)
    .set({ state, endedBy, endedAt: sql`now()` })
    .where(eq(regrades.id, id))
    .returning()
  if (!row) throw new Error('the regrade is gone')
  return row
}

async function listRegraded(tx: Queryable, regradeId: string): Promise<string[]> {
  const rows = await tx.select({ id: runs.submissionId }).from(runs).where(eq(runs.regradeId, regradeId))
  return rows.map(({ id }) => id)
}

/**
 * What was handed in since the regrade began was graded by the package before it; and some of its runs may have failed
 * by a fault of ours.
 */
async function rerunUnassessed(
  tx: Queryable,
  { id, assignmentId, exerciseDigest }: RegradeRow,
  requestedBy: string,
): Promise<number> {
  const isNewer = sql`(select min(seq) from runs first where first.submission_id = ${submissions.id}) > (select coalesce(min(seq), 0) from runs dry where dry.regrade_id = ${id})`
  const hasFailed = sql`exists (select 1 from runs failed where failed.submission_id = ${submissions.id} and failed.regrade_id = ${id} and failed.verdict = 'not-assessed')`
  const isCovered = sql`exists (select 1 from runs other where other.submission_id = ${submissions.id} and other.exercise_digest = ${exerciseDigest}
    and not other.is_dry and other.verdict is distinct from 'not-assessed')`
  const left = await tx
    .select()
    .from(submissions)
    .where(
      and(
        eq(submissions.assignmentId, assignmentId),
        isNull(submissions.replacedBy),
        isNull(submissions.setAside),
        sql`(${isNewer} or ${hasFailed}) and not ${isCovered}`,
      ),
    )
    .orderBy(submissions.id)
  for (const submission of left) await addRun(tx, { submission, exerciseDigest, requestedBy })
  return left.length
}

function notReady({ state }: RegradeRow): CallerError {
  const told = {
    running: 'Some of its runs are not finished yet.',
    ready: '',
    applied: 'It has already been applied.',
    discarded: 'It has been discarded.',
  }
  return new CallerError('regrade-not-ready', told[state])
}
