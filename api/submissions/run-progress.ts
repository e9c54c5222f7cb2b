import { and, eq, sql } from 'drizzle-orm'
import type { Report } from '../../contracts/report/report.js'
import { shareLockAssignmentOf, lockSubmissions } from '../database/lock-grades.js'
import type { Database, Queryable } from '../database/open-database.js'
import { brokenRules, testOutcomes, events, runs } from './tables.js'
import { enqueue, type RunRow } from './runs.js'

/** Every change of a run that somebody may watch. Each is one transaction that says so in the events. */

export interface EventDraft {
  type: 'state' | 'progress' | 'result'
  data: unknown
  sourceId?: string
}

/** A delivery of a run, as jobs and queue events name it. */
export interface Delivery {
  runId: string
  delivery: number
}

/** A worker has begun. Says nothing twice, and nothing of an older delivery. */
export const markRunning = (db: Database, { runId, delivery }: Delivery): Promise<void> =>
  change(db, runId, async (tx) => {
    const [run] = await tx
      .update(runs)
      .set({ state: 'running', startedAt: sql`coalesce(started_at, now())` })
      .where(and(eq(runs.id, runId), eq(runs.delivery, delivery), eq(runs.state, 'queued')))
      .returning({ id: runs.id })
    return run ? { type: 'state', data: { state: 'running', run: runId } } : null
  })

/** A worker gave the run back, or died: it waits again. */
export const markWaiting = (db: Database, { runId, delivery }: Delivery): Promise<void> =>
  change(db, runId, async (tx) => {
    const [run] = await tx
      .update(runs)
      .set({ state: 'queued', startedAt: null })
      .where(and(eq(runs.id, runId), eq(runs.delivery, delivery), eq(runs.state, 'running')))
      .returning({ id: runs.id })
    return run ? { type: 'state', data: { state: 'queued', run: runId } } : null
  })

export const addProgress = (
  db: Database,
  { runId, delivery }: Delivery,
  sourceId: string,
  progress: unknown,
): Promise<void> =>
  change(db, runId, async (tx) => {
    const [run] = await tx
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.id, runId), eq(runs.delivery, delivery), sql`state <> 'done'`))
    return run ? { type: 'progress', data: progress, sourceId } : null
  })

/**
 * Hands a run to the queue once more, under the next delivery number. `isFailure`: the last one ended by a fault
 * of ours. Does nothing when the run is done or was handed over already.
 */
export const redeliver = (db: Database, { runId, delivery }: Delivery, isFailure: boolean): Promise<void> =>
  change(db, runId, async (tx) => {
    const [run] = await tx
      .update(runs)
      .set({ state: 'queued', startedAt: null, delivery: delivery + 1, failures: sql`failures + ${isFailure ? 1 : 0}` })
      .where(and(eq(runs.id, runId), eq(runs.delivery, delivery), sql`state <> 'done'`))
      .returning()
    if (!run) return null
    await enqueue(tx, run)
    return { type: 'state', data: { state: 'queued', run: runId } }
  })

/**
 * What a report changes beyond its run, in the transaction that stores it: the grade, and the regrade it is part of.
 */
export type SettleReport = (tx: Queryable, run: RunRow) => Promise<void>

/**
 * Keeps the report of a run, the first one, whatever is delivered twice, and settles what the attempt is worth now.
 * Returns the run if it was this one.
 */
export async function storeReport(
  db: Database,
  runId: string,
  report: Report,
  settleReport: SettleReport,
): Promise<RunRow | null> {
  let stored: RunRow | null = null
  const apply: Change = async (tx) => {
    const [run] = await tx
      .update(runs)
      .set({
        state: 'done',
        report,
        verdict: report.verdict,
        score: report.score,
        startedAt: sql`coalesce(started_at, queued_at)`,
        finishedAt: sql`now()`,
      })
      .where(and(eq(runs.id, runId), sql`report is null`))
      .returning()
    stored = run ?? null
    if (run) await storeTestOutcomes(tx, report)
    if (run) await storeBrokenRules(tx, report)
    if (run) await settleReport(tx, run)
    return run ? { type: 'result', data: describeResult(run) } : null
  }
  await change(db, runId, apply, shareLockAssignmentOf)
  return stored
}

/** What those who watch a submission are told of a run that is done. */
export const describeResult = (run: Pick<RunRow, 'id' | 'submissionId' | 'verdict' | 'score'>) => ({
  run: run.id,
  verdict: run.verdict,
  score: run.score,
  links: { report: `/v1/submissions/${run.submissionId}/report?run=${run.id}` },
})

type Change = (tx: Queryable) => Promise<EventDraft | null>

/**
 * Events of a submission are numbered while its row is locked, so that they become visible in the order of their
 * numbers; without the lock a reader that pages by number could step over one that is committed late. `prepare` takes
 * what must be locked before.
 * A dry run is nobody's news: it changes what counts only once its regrade is applied.
 */
async function change(
  db: Database,
  runId: string,
  apply: Change,
  prepare?: (tx: Queryable, submissionId: string) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [run] = await tx.select({ submissionId: runs.submissionId }).from(runs).where(eq(runs.id, runId))
    if (!run) return
    const { submissionId } = run
    await prepare?.(tx, submissionId)
    await lockSubmissions(tx, [submissionId])
    const event = await apply(tx)
    if (!event || (await isDry(tx, runId))) return
    await tx
      .insert(events)
      .values({ submissionId, runId, ...event })
      .onConflictDoNothing()
    await tx.execute(sql`select pg_notify('assay_events', ${submissionId})`)
  })
}

async function isDry(tx: Queryable, runId: string): Promise<boolean> {
  return (await tx.$count(runs, and(eq(runs.id, runId), eq(runs.isDry, true)))) > 0
}

/** Notes which rules the source of a run breaks, so that statistics need not open every report. */
async function storeBrokenRules(tx: Queryable, report: Report): Promise<void> {
  const findings = report.checks.quality.details?.findings ?? []
  const rows = [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => {
    const own = findings.filter((finding) => finding.rule === rule)
    return own.slice(0, 1).map(({ category, level, message }) => ({
      runId: report.run,
      rule: toStorable(rule),
      category,
      level,
      findings: own.length,
      message: toStorable(message),
    }))
  })
  if (rows.length > 0) await tx.insert(brokenRules).values(rows).onConflictDoNothing()
}

/** The database refuses NUL in text; a message may quote what stands in a source. */
const toStorable = (text: string) => text.replaceAll('\0', '\ufffd')

/** Notes how each test of a run went, so that statistics need not open every report. */
async function storeTestOutcomes(tx: Queryable, report: Report): Promise<void> {
  const rows = report.checks.correctness.tests.map(({ id, title, group, outcome, points, earned, ms }, position) => ({
    runId: report.run,
    testId: id,
    title,
    group: group ?? '',
    position,
    outcome,
    points,
    earned,
    ms,
  }))
  if (rows.length > 0) await tx.insert(testOutcomes).values(rows).onConflictDoNothing()
}
