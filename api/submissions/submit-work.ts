import type { FastifyRequest } from 'fastify'
import { closesAt } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext } from '../app-context.js'
import { type AssignmentRow, findAssignmentsOf, hasOpened } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { findExercise, findPackage } from '../exercises/exercises.js'
import { type Caller, teaches } from '../http/caller.js'
import { callerOf } from '../http/guard.js'
import { type Acceptance, acceptSubmission, refuseTooManyWaiting } from './accept-submission.js'
import { receiveSubmission } from './receive-submission.js'

/** Where work is sent: to an assignment, or to an exercise for practice. */
export type Target = { assignment: AssignmentRow } | { slug: string }

export interface SubmitOptions {
  idempotencyKey?: string | undefined
  /** Filled with the fields of the form as they are read, for a page that returns it where this throws. */
  fields?: Map<string, string>
}

/** Takes an uploaded form as the caller's work, whichever way it came. After this it is never lost. */
export async function submitWork(
  context: AppContext,
  request: FastifyRequest,
  target: Target,
  { idempotencyKey, fields = new Map() }: SubmitOptions = {},
): Promise<Acceptance> {
  const { db, config } = context
  const caller = callerOf(request)
  const submittedAt = new Date()
  const assignment = 'assignment' in target ? target.assignment : null
  if (assignment) refuseOutsideDates(caller, assignment, submittedAt)
  const exercise =
    'assignment' in target
      ? await findPackage(db, target.assignment.exerciseDigest)
      : await findExercise(db, target.slug)
  if (idempotencyKey === undefined) await refuseTooManyWaiting(db, caller.owner, config.ASSAY_WAITING_PER_OWNER)
  const upload = await receiveSubmission(request, context, exercise, fields)
  const draft = {
    owner: caller.owner,
    slug: exercise.slug,
    exerciseDigest: exercise.digest,
    ...upload,
    assignment,
    submittedAt,
    idempotencyKey: idempotencyKey ?? upload.idempotencyKey,
  }
  const acceptance = await acceptSubmission(context, draft)
  request.log.info({ submission: acceptance.submission.id, isReplay: acceptance.isReplay }, 'a submission was accepted')
  return acceptance
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
function refuseOutsideDates(caller: Caller, assignment: AssignmentRow, now: Date): void {
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
