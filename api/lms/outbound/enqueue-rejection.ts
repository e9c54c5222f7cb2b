import { and, eq, isNotNull } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { connections } from '../../courses/tables.js'
import { gradeMessages, type inboundEvents, type RejectionPayload } from '../tables.js'
import { supersede, wakeSenders } from '../../grades/grade-outbox.js'

/** An event that became no submission. */
type Rejected = Pick<
  typeof inboundEvents.$inferSelect,
  | 'id'
  | 'connectionId'
  | 'eventId'
  | 'assignmentKey'
  | 'courseKey'
  | 'learnerKey'
  | 'memberKeys'
  | 'attempt'
  | 'happenedAt'
  | 'state'
  | 'reason'
>

/**
 * Tells the LMS that a hand-in was not taken, and why, in place of what it was not told yet of the same event. Nothing,
 * where no LMS wants to hear of grades, or nobody could read what the event is about.
 */
export async function enqueueRejection(tx: Queryable, event: Rejected): Promise<void> {
  if (event.assignmentKey === null || event.attempt === null) return
  const wantsGrades = await tx.$count(
    connections,
    and(eq(connections.id, event.connectionId), isNotNull(connections.gradeUrl)),
  )
  if (wantsGrades === 0) return
  await supersede(tx, eq(gradeMessages.inboundEventId, event.id))
  const told = await tx.$count(gradeMessages, eq(gradeMessages.inboundEventId, event.id))
  await tx.insert(gradeMessages).values({
    connectionId: event.connectionId,
    inboundEventId: event.id,
    version: told + 1,
    payload: describeRejection(event),
  })
  await wakeSenders(tx)
}

const describeRejection = ({
  id,
  eventId,
  assignmentKey,
  courseKey,
  learnerKey,
  memberKeys,
  attempt,
  happenedAt,
  state,
  reason,
}: Rejected): RejectionPayload => ({
  type: 'submission.rejected',
  timestamp: new Date().toISOString(),
  data: {
    event: id,
    eventId,
    assignment: assignmentKey ?? '',
    course: courseKey,
    learner: learnerKey,
    learners: memberKeys ?? (learnerKey === null ? [] : [learnerKey]),
    attempt: attempt ?? 1,
    submittedAt: happenedAt?.toISOString() ?? null,
    state: state === 'failed' ? 'failed' : 'refused',
    reason: reason ?? '',
  },
})
