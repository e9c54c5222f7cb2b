import { and, desc, eq, inArray, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { actsAsAdmin, maySee, seesWhole, taughtCourses, type Caller } from '../http/access.js'
import { viewOf, type View } from './read-events.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { runColumns, type ReportedRunRow, type RunRow, type SubmissionRow } from './runs.js'
import { assignments } from '../courses/tables.js'
import { runs, submissions } from './tables.js'

/** A submission as somebody may see it. */
export interface FoundSubmission {
  submission: SubmissionRow
  /** `null` for practice. */
  assignment: AssignmentRow | null
  view: View
}

/** Throws `submission-not-found`, also for one that is not the caller's to see: it does not exist for them. */
export async function findSubmission(db: Queryable, caller: Caller, id: string): Promise<FoundSubmission> {
  const [row] = await db
    .select({ submission: submissions, assignment: assignments })
    .from(submissions)
    .leftJoin(assignments, eq(assignments.id, submissions.assignmentId))
    .where(eq(submissions.id, id))
  if (!row || !maySee(caller, row.submission))
    throw new CallerError('submission-not-found', 'You have no submission with that id.')
  return { ...row, view: viewOf(caller, row.submission, row.assignment, new Date()) }
}

/** As `findSubmission`, for those who teach its course. Throws `not-allowed` to the learner. */
export async function findTaughtSubmission(db: Queryable, caller: Caller, id: string): Promise<FoundSubmission> {
  const found = await findSubmission(db, caller, id)
  if (!seesWhole(caller, found.submission))
    throw new CallerError('not-allowed', 'Only instructors of the course may do this.')
  return found
}

/**
 * The run asked for, or the last one that has its report. One that could not be assessed never hides an earlier one
 * that was: a failed regrade takes nobody's score away; nor does a dry run of a regrade, which only staff may ask for.
 * Throws `submission-not-found` or `report-not-ready`.
 */
export async function findReportedRun(
  db: Queryable,
  { submission, view }: FoundSubmission,
  runId: string | undefined,
): Promise<ReportedRunRow> {
  const isShown = and(
    eq(runs.submissionId, submission.id),
    view === 'whole' && runId !== undefined ? undefined : eq(runs.isDry, false),
  )
  const wanted = and(isShown, runId === undefined ? isNotNull(runs.report) : eq(runs.id, runId))
  const [run] = await db.select().from(runs).where(wanted).orderBy(isNotAssessed, desc(runs.number)).limit(1)
  if (run?.report) return run
  if (!run && runId !== undefined)
    throw new CallerError('submission-not-found', 'The submission has no run with that id.')
  throw new CallerError(
    'report-not-ready',
    'The run is not finished yet; GET the submission for its state, or watch its events.',
    { retryAfterSeconds: 5 },
  )
}

const isNotAssessed = sql`${runs.verdict} is not distinct from 'not-assessed'`

export interface ListFilter {
  caller: Caller
  owner?: string | undefined
  slug?: string | undefined
  assignmentId?: string | undefined
  before?: number | undefined
  limit: number
}

export interface ListedSubmission extends FoundSubmission {
  run: RunRow
}

/** What the caller may see of them, newest first; one more than `limit` when there is a next page. Two queries. */
export async function listSubmissions(db: Queryable, filter: ListFilter): Promise<ListedSubmission[]> {
  const { caller, owner, slug, assignmentId, before } = filter
  const conditions: (SQL | undefined)[] = [
    actsAsAdmin(caller)
      ? undefined
      : or(
          and(eq(submissions.owner, caller.owner), sql`set_aside is distinct from 'misplaced'`),
          inArray(submissions.courseId, taughtCourses(caller)),
        ),
    owner === undefined ? undefined : eq(submissions.owner, owner),
    slug === undefined ? undefined : eq(submissions.slug, slug),
    assignmentId === undefined ? undefined : eq(submissions.assignmentId, assignmentId),
    before === undefined ? undefined : lt(submissions.seq, before),
  ]
  const rows = await db
    .select({ submission: submissions, assignment: assignments })
    .from(submissions)
    .leftJoin(assignments, eq(assignments.id, submissions.assignmentId))
    .where(and(...conditions))
    .orderBy(desc(submissions.seq))
    .limit(filter.limit + 1)
  const current = await currentRuns(
    db,
    rows.map(({ submission }) => submission.id),
  )
  const now = new Date()
  return rows.map((row) => ({
    ...row,
    view: viewOf(caller, row.submission, row.assignment, now),
    run: runOf(current, row.submission.id),
  }))
}

/** The current run of one submission. */
export const currentRun = async (db: Queryable, submissionId: string): Promise<RunRow> =>
  runOf(await currentRuns(db, [submissionId]), submissionId)

function runOf(current: ReadonlyMap<string, RunRow>, submissionId: string): RunRow {
  const run = current.get(submissionId)
  if (!run) throw new Error('a submission without a run')
  return run
}

/**
 * The run that each submission is told by: the newest, but no failed regrade in place of one that was assessed, and no
 * dry run.
 */
export async function currentRuns(db: Queryable, submissionIds: readonly string[]): Promise<Map<string, RunRow>> {
  if (submissionIds.length === 0) return new Map()
  const rows = await db
    .selectDistinctOn([runs.submissionId], runColumns)
    .from(runs)
    .where(and(inArray(runs.submissionId, [...submissionIds]), eq(runs.isDry, false)))
    .orderBy(runs.submissionId, isNotAssessed, desc(runs.number))
  return new Map(rows.map((run) => [run.submissionId, run]))
}
