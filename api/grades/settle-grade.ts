import { and, desc, eq, getTableColumns, inArray, isNotNull, ne, sql, type SQL } from 'drizzle-orm'
import { deductLate, latePercent } from '../../contracts/assignment.js'
import type { Queryable } from '../database/open-database.js'
import { assignments } from '../courses/tables.js'
import { grades } from './tables.js'
import { runs, submissions } from '../submissions/tables.js'
import { enqueueGrades, type GradeRow } from './grade-outbox.js'
import { shareLockAssignmentOf, lockSubmissions } from '../database/lock-grades.js'

type Worth = Omit<GradeRow, 'version' | 'settledAt'>

/** What an instructor decided instead of the score; `null` takes an earlier decision back. */
export interface Override {
  grade: number
  comment: string
  by: string
}

/** As many grades as are written by one statement. */
const BATCH = 500

/**
 * Works out what an attempt is worth now, from the run that counts, the late rule and an override, and tells the LMS
 * where that changed anything. Call it in the transaction of whatever may have changed it. `override` left out: the one
 * there is stays. Answers `null` for practice, and where there is neither score nor override: then the grade, if there
 * is one, stays as it was.
 */
export async function settleGrade(
  tx: Queryable,
  submissionId: string,
  override?: Override | null,
): Promise<GradeRow | null> {
  await shareLockAssignmentOf(tx, submissionId)
  const [row] = await settleBatch(tx, [submissionId], override)
  return row ?? null
}

/** As `settleGrade`, for many submissions of one assignment, which the caller has locked. */
export async function settleGrades(tx: Queryable, submissionIds: readonly string[]): Promise<void> {
  const ids = [...submissionIds].sort()
  for (let start = 0; start < ids.length; start += BATCH) await settleBatch(tx, ids.slice(start, start + BATCH))
}

/** Settles the grades that an assignment has, such as after its dates changed. */
export async function settleGradesOf(tx: Queryable, assignmentId: string): Promise<void> {
  const graded = await tx.select({ id: grades.submissionId }).from(grades).where(eq(grades.assignmentId, assignmentId))
  await settleGrades(
    tx,
    graded.map(({ id }) => id),
  )
}

async function settleBatch(
  tx: Queryable,
  submissionIds: readonly string[],
  override?: Override | null,
): Promise<GradeRow[]> {
  await lockSubmissions(tx, submissionIds)
  const drafts = (await readBases(tx, submissionIds)).flatMap((basis) => workOut(basis, override) ?? [])
  if (drafts.length === 0) return []
  const rows = await tx
    .insert(grades)
    .values(drafts.map(({ values }) => values))
    .onConflictDoUpdate({ target: grades.submissionId, set: allOfInserted })
    .returning()
  const changed = new Set(drafts.filter(({ isChanged }) => isChanged).map(({ values }) => values.submissionId))
  await enqueueGrades(
    tx,
    rows.filter(({ submissionId }) => changed.has(submissionId)),
  )
  return rows
}

/** The run that counts is the last that was assessed: a fault of ours takes no grade away, and a dry run gives none. */
async function readBases(tx: Queryable, submissionIds: readonly string[]) {
  const counting = tx
    .select({ id: runs.id, verdict: runs.verdict, score: runs.score })
    .from(runs)
    .where(
      and(
        eq(runs.submissionId, submissions.id),
        eq(runs.isDry, false),
        isNotNull(runs.score),
        ne(runs.verdict, 'not-assessed'),
      ),
    )
    .orderBy(desc(runs.number))
    .limit(1)
    .as('counting')
  return tx
    .select({
      submission: submissions,
      assignment: assignments,
      before: grades,
      run: { id: counting.id, verdict: counting.verdict, score: counting.score },
      toldVersion: sentVersion,
    })
    .from(submissions)
    .innerJoin(assignments, eq(assignments.id, submissions.assignmentId))
    .leftJoin(grades, eq(grades.submissionId, submissions.id))
    .leftJoinLateral(counting, sql`true`)
    .where(inArray(submissions.id, [...submissionIds]))
}

/**
 * The greatest version among the grades of the same attempt in the LMS, whose newest content may be another submission
 * by now: whoever keeps the greatest version of an attempt then has the grade of that.
 */
const sentVersion = sql<number>`coalesce((
  select max(g.version) from submissions other join grades g on g.submission_id = other.id
  where other.connection_id = ${submissions.connectionId} and other.lms_learner = ${submissions.lmsLearner} and other.lms_attempt = ${submissions.lmsAttempt}
    and (other.assignment_id = ${submissions.assignmentId} or other.set_aside = 'misplaced')), 0)`

type Basis = Awaited<ReturnType<typeof readBases>>[number]

interface Draft {
  values: GradeRow
  isChanged: boolean
}

function workOut(
  { submission, assignment, before, run, toldVersion }: Basis,
  override: Override | null | undefined,
): Draft | null {
  const late = latePercent(assignment.lateRule, assignment.dueAt, submission.submittedAt)
  const decided = override === undefined ? keepOverride(before) : override
  const basis = run
    ? { runId: run.id, verdict: run.verdict, score: run.score }
    : { runId: null, verdict: null, score: null }
  const grade = decided ? decided.grade : basis.score === null ? null : deductLate(basis.score, late)
  if (grade === null) return null
  return compareWorth(before, toldVersion, {
    ...basis,
    ...(decided
      ? { isOverridden: true, comment: decided.comment, overriddenBy: decided.by }
      : { isOverridden: false, comment: null, overriddenBy: null }),
    submissionId: submission.id,
    assignmentId: assignment.id,
    owner: submission.owner,
    attempt: submission.attempt ?? 1,
    latePercent: late,
    grade,
  })
}

function compareWorth(before: GradeRow | null, toldVersion: number, worth: Worth): Draft {
  if (before && describeWorth(before) === describeWorth(worth))
    return { values: { ...worth, version: before.version, settledAt: before.settledAt }, isChanged: false }
  return {
    values: { ...worth, version: Math.max(before?.version ?? 0, toldVersion) + 1, settledAt: new Date() },
    isChanged: true,
  }
}

const keepOverride = (before: GradeRow | null): Override | null =>
  before?.isOverridden ? { grade: before.grade, comment: before.comment ?? '', by: before.overriddenBy ?? '' } : null

/** What a receiver would see change. */
const describeWorth = ({ verdict, score, latePercent, grade, isOverridden, comment }: Worth) =>
  JSON.stringify([verdict, score, latePercent, grade, isOverridden, comment])

/** On conflict, every column takes the value that was to be inserted. */
const allOfInserted = Object.fromEntries(
  Object.entries(getTableColumns(grades)).map(([key, column]) => [key, excluded(column.name)]),
)

function excluded(column: string): SQL {
  return sql.raw(`excluded.${column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`)
}
