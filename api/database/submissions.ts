import { and, desc, eq, inArray, isNotNull, lt, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { maySee, type Caller } from '../auth/caller.js'
import type { Queryable } from './open-database.js'
import type { RunRow, SubmissionRow } from './runs.js'
import { runs, submissions } from './schema.js'

/** Throws `submission-not-found`, also for one that is not the caller's to see: it does not exist for them. */
export async function findSubmission(db: Queryable, caller: Caller, id: string): Promise<SubmissionRow> {
  const [row] = await db.select().from(submissions).where(eq(submissions.id, id))
  if (!row || !maySee(caller, row)) throw new CallerError('submission-not-found', 'You have no submission with that id.')
  return row
}

/**
 * The run asked for, or the last one that has its report. One that could not be assessed never hides an earlier
 * one that was: a failed regrade takes nobody's score away. Throws `submission-not-found` or `report-not-ready`.
 */
export async function findReportedRun(db: Queryable, submission: SubmissionRow, runId: string | undefined): Promise<RunRow> {
  const ofSubmission = eq(runs.submissionId, submission.id)
  const wanted = runId === undefined ? and(ofSubmission, isNotNull(runs.report)) : and(ofSubmission, eq(runs.id, runId))
  const [run] = await db.select().from(runs).where(wanted).orderBy(isNotAssessed, desc(runs.number)).limit(1)
  if (run?.report) return run
  if (!run && runId !== undefined) throw new CallerError('submission-not-found', 'The submission has no run with that id.')
  throw new CallerError('report-not-ready', 'The run is not done yet; GET the submission for its state, or watch its events.', { retryAfterSeconds: 5 })
}

const isNotAssessed = sql`${runs.verdict} is not distinct from 'not-assessed'`

export interface ListFilter {
  owner?: string | undefined
  slug?: string | undefined
  before?: number | undefined
  limit: number
}

/** Newest first; one more than `limit` when there is a next page. */
export async function listSubmissions(db: Queryable, filter: ListFilter): Promise<SubmissionRow[]> {
  const conditions: SQL[] = []
  if (filter.owner !== undefined) conditions.push(eq(submissions.owner, filter.owner))
  if (filter.slug !== undefined) conditions.push(eq(submissions.slug, filter.slug))
  if (filter.before !== undefined) conditions.push(lt(submissions.seq, filter.before))
  return db.select().from(submissions).where(and(...conditions)).orderBy(desc(submissions.seq)).limit(filter.limit + 1)
}

/** The run that each submission is told by: the newest, but no failed regrade in place of one that was assessed. */
export async function currentRuns(db: Queryable, submissionIds: readonly string[]): Promise<Map<string, RunRow>> {
  if (submissionIds.length === 0) return new Map()
  const rows = await db
    .selectDistinctOn([runs.submissionId])
    .from(runs)
    .where(inArray(runs.submissionId, [...submissionIds]))
    .orderBy(runs.submissionId, isNotAssessed, desc(runs.number))
  return new Map(rows.map((run) => [run.submissionId, run]))
}
