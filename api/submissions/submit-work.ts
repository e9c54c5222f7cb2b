import type { FastifyRequest } from 'fastify'
import type { AppContext } from '../app-context.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { refuseOutsideDates } from '../assignments/open-assignment.js'
import { findExercise, findPackage } from '../exercises/exercises.js'
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
