import { closesAt } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import { teaches, type Caller } from '../http/caller.js'
import { findAssignmentsOf, hasOpened, type AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'

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
