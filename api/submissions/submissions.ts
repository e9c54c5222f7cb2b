import { and, desc, eq, inArray, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { actsAsAdmin, maySee, seesWhole, taughtCourses, type Caller } from '../http/access.js'
import { viewOf, type View } from './read-events.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import {
  runColumns,
  type ReportedRunRow,
  type RunRow,
  type SubmissionRow,
  countAhead,
  medianRunSeconds,
  medianRunSecondsOf,
} from './runs.js'
import { assignments } from '../courses/tables.js'
import { runs, submissions } from './tables.js'
import type { RunQueue } from '../queue.js'

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

/**
 * All attempts of those who are learners of the course now, as a query; `is_counting` holds for one of each learner. By
 * the rule `best` that is the attempt with the greatest grade, the latest of equals; by `last` the last that has a
 * grade. Which is later is told by the number of the attempt, which for work from an LMS is the LMS's, then by when it
 * was handed in; never by when it reached us. One that still runs, or that could not be assessed, counts only where
 * there is no other: a fault of ours takes no grade away.
 */
export function selectAttempts({ id, counts }: Pick<AssignmentRow, 'id' | 'counts'>): SQL {
  const precedence = counts === 'best' ? sql`g.grade desc nulls last` : sql`(g.grade is null)`
  return sql`
    select s.id, s.owner, s.attempt, s.submitted_at, s.language,
           g.run_id, g.verdict, g.score, g.late_percent, g.grade, coalesce(g.is_overridden, false) as is_overridden, g.comment,
           count(*) over (partition by s.owner)::int as attempts,
           row_number() over (partition by s.owner order by ${precedence}, s.attempt desc, s.submitted_at desc) = 1 as is_counting
    from (${selectStanding(sql`s.assignment_id = ${id}`)}) s
    join enrolments e on e.course_id = s.course_id and e.person_id = s.owner and e.role = 'learner'
    left join grades g on g.submission_id = s.id and g.assignment_id = s.assignment_id`
}

/**
 * Of the submissions `s` for which `where` holds, those that stand for an attempt, as a query. An attempt in an LMS may
 * be handed in many times: its newest content stands for it, and until that has a grade, the newest that has one. What
 * was withdrawn, or reached the wrong person or assignment, stands for nothing. Everything that learners sent to us is
 * an attempt by itself.
 */
export const selectStanding = (where: SQL): SQL => sql`
  select * from (
    select s.*, row_number() over (
      partition by s.assignment_id, s.owner, coalesce(s.connection_id || ' ' || s.lms_attempt, s.id::text)
      order by (g.submission_id is null), (s.replaced_by is not null), s.submitted_at desc, s.seq desc) as place
    from submissions s left join grades g on g.submission_id = s.id
    where ${where} and s.set_aside is null) placed
  where place = 1`

/** Holds for a submission `s` that no other has taken the place of, and that was not set aside. */
export const isCurrent = sql`(s.replaced_by is null and s.set_aside is null)`
