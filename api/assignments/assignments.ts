import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm'
import { defaultFeedbackRule, defaultLateRule } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import { isInCourse, teaches, type Caller } from '../http/access.js'
import { lockAssignment } from '../database/lock-grades.js'
import { assertPackage, findExercise } from '../exercises/exercises.js'
import type { Queryable } from '../database/open-database.js'
import { assignments, regrades } from '../courses/tables.js'
import { submissions } from '../submissions/tables.js'

export type AssignmentRow = typeof assignments.$inferSelect

/** Throws `assignment-not-found`, also where the caller is not in its course: it does not exist for them. */
export async function findAssignment(db: Queryable, caller: Caller, id: string): Promise<AssignmentRow> {
  const [row] = await db.select().from(assignments).where(eq(assignments.id, id))
  if (!row || !isInCourse(caller, row.courseId))
    throw new CallerError('assignment-not-found', 'None of your courses has an assignment with that id.')
  return row
}

/** As `findAssignment`, for those who teach its course. Throws `not-allowed` to its learners. */
export async function findTaughtAssignment(db: Queryable, caller: Caller, id: string): Promise<AssignmentRow> {
  const row = await findAssignment(db, caller, id)
  if (!teaches(caller, row.courseId))
    throw new CallerError('not-allowed', 'Only instructors of the course may do this.')
  return row
}

/** Of one course, by what is due first. */
export const listAssignments = (db: Queryable, courseId: string): Promise<AssignmentRow[]> =>
  db
    .select()
    .from(assignments)
    .where(eq(assignments.courseId, courseId))
    .orderBy(sql`due_at nulls last`, asc(assignments.createdAt), asc(assignments.id))

/** Those of an exercise in which somebody is a learner. */
export async function findAssignmentsOf(db: Queryable, caller: Caller, slug: string): Promise<AssignmentRow[]> {
  const courses = [...caller.roles].filter(([, role]) => role === 'learner').map(([course]) => course)
  if (courses.length === 0) return []
  return db
    .select()
    .from(assignments)
    .where(and(eq(assignments.slug, slug), inArray(assignments.courseId, courses)))
    .orderBy(asc(assignments.createdAt))
}

export const hasOpened = (assignment: AssignmentRow, now: Date): boolean =>
  assignment.opensAt === null || assignment.opensAt <= now

/** What of an assignment can be set. Fields left out stay as they are. */
export type AssignmentChange = Partial<
  Pick<
    AssignmentRow,
    'title' | 'opensAt' | 'dueAt' | 'lateRule' | 'attemptLimit' | 'counts' | 'feedback' | 'releasedAt' | 'lmsKey'
  >
>

/** Throws `exercise-not-found`, `already-exists`. */
export async function createAssignment(
  tx: Queryable,
  draft: { courseId: string; slug: string; exerciseDigest?: string | undefined } & AssignmentChange,
): Promise<AssignmentRow> {
  const { exerciseDigest, ...change } = draft
  const exercise = await findExercise(tx, draft.slug)
  if (exerciseDigest !== undefined) await assertPackage(tx, draft.slug, exerciseDigest)
  const rules = { lateRule: defaultLateRule, feedback: defaultFeedbackRule, counts: 'best' as const }
  const [row] = await tx
    .insert(assignments)
    .values({ title: exercise.summary.title, ...rules, ...change, exerciseDigest: exerciseDigest ?? exercise.digest })
    .onConflictDoNothing()
    .returning()
  if (!row) throw keyTaken(draft.lmsKey)
  return row
}

/** Settles all grades of an assignment anew. */
export type SettleGradesOf = (tx: Queryable, assignmentId: string) => Promise<void>

/** Changes an assignment and settles the grades that its dates decide about. Throws `already-exists`. */
export async function changeAssignment(
  tx: Queryable,
  before: AssignmentRow,
  change: AssignmentChange,
  settleGradesOf: SettleGradesOf,
): Promise<AssignmentRow> {
  if (
    change.lmsKey != null &&
    (await tx.$count(
      assignments,
      and(
        eq(assignments.courseId, before.courseId),
        eq(assignments.lmsKey, change.lmsKey),
        ne(assignments.id, before.id),
      ),
    )) > 0
  ) {
    throw keyTaken(change.lmsKey)
  }
  const [row] = await tx
    .update(assignments)
    .set({ ...change, id: before.id })
    .where(eq(assignments.id, before.id))
    .returning()
  if (!row) throw new Error('the assignment is gone')
  if (change.dueAt !== undefined || change.lateRule !== undefined) await settleGradesOf(tx, row.id)
  return row
}

/**
 * Deletes an assignment that nobody handed anything in for. Throws `not-empty` where there is work, also work that was
 * withdrawn.
 */
export async function deleteAssignment(tx: Queryable, { id }: AssignmentRow): Promise<void> {
  await lockAssignment(tx, id)
  const handedIn = await tx.$count(submissions, eq(submissions.assignmentId, id))
  if (handedIn > 0)
    throw new CallerError('not-empty', `The assignment has submissions (${handedIn}), which would be lost.`)
  await tx.delete(regrades).where(eq(regrades.assignmentId, id))
  await tx.delete(assignments).where(eq(assignments.id, id))
}

const keyTaken = (key: string | null | undefined) =>
  new CallerError('already-exists', `Another assignment of the course already has the LMS key "${key}".`)
