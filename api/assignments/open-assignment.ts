import { closesAt } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { findExercise, type PublishedExercise } from '../exercises/exercises.js'
import { type Caller, isStaff, teaches } from '../http/access.js'
import { type AssignmentRow, findAssignmentsOf, hasOpened } from './assignments.js'

/**
 * An exercise that the caller may read. Who gets it as homework that has not opened yet may not: for them it does not
 * exist. Throws `exercise-not-found`.
 */
export async function openExercise(db: Queryable, caller: Caller, slug: string): Promise<PublishedExercise> {
  const exercise = await findExercise(db, slug)
  const assigned = isStaff(caller) ? [] : await findAssignmentsOf(db, caller, slug)
  const now = new Date()
  if (assigned.length > 0 && !assigned.some((assignment) => hasOpened(assignment, now))) {
    throw new CallerError(
      'exercise-not-found',
      'No exercise is published under that slug; GET /v1/exercises lists all exercises.',
    )
  }
  return exercise
}

/**
 * What work sent to an exercise is for: the one assignment by which the caller has it, else practice (`null`). Who has
 * it as homework does not practise it: hidden tests could be tried without end. Throws `assignment-ambiguous`.
 */
export async function chooseAssignment(db: Queryable, caller: Caller, slug: string): Promise<AssignmentRow | null> {
  const [first, second] = await findAssignmentsOf(db, caller, slug)
  if (first && second) {
    throw new CallerError(
      'assignment-ambiguous',
      `${slug} is in several of your assignments: POST to /v1/assignments/${first.id}/submissions or /v1/assignments/${second.id}/submissions.`,
    )
  }
  return first ?? null
}

/**
 * Throws `assignment-not-open` before it opens and after it takes late work no more. Instructors may try it at any
 * time.
 */
export function refuseOutsideDates(caller: Caller, assignment: AssignmentRow, now: Date): void {
  if (teaches(caller, assignment.courseId)) return
  refuseUnopened(assignment, now)
  const closed = closesAt(assignment.lateRule, assignment.dueAt)
  if (closed && now > closed)
    throw new CallerError(
      'assignment-not-open',
      `The assignment was due at ${assignment.dueAt?.toISOString()} and accepted late submissions until ${closed.toISOString()}.`,
    )
}

/** Throws `assignment-not-open` before it opens. */
export function refuseUnopened(assignment: AssignmentRow, now: Date): void {
  if (!hasOpened(assignment, now))
    throw new CallerError('assignment-not-open', `The assignment opens at ${assignment.opensAt?.toISOString()}.`)
}

/** Throws `attempts-used`. `used` is counted while the learner's other requests wait. */
export function refuseTooManyAttempts(assignment: AssignmentRow, used: number): void {
  if (assignment.attemptLimit === null || used < assignment.attemptLimit) return
  throw new CallerError('attempts-used', `You have used all ${assignment.attemptLimit} attempts of the assignment.`)
}
