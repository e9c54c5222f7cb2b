import { settleGradesOf } from '../../grades/settle-grade.js'
import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../../contracts/errors.js'
import { teaches, type Caller } from '../../http/access.js'
import { changeAssignment } from '../../assignments/assignments.js'
import { recordAudit } from '../../database/audit.js'
import type { Database, Queryable } from '../../database/open-database.js'
import { inboundEvents, lmsIdentities } from '../tables.js'
import { submissions } from '../../submissions/tables.js'
import { setAside } from './accept-from-lms.js'
import { lockIdentity, findTarget } from './find-target.js'
import type { EventRow } from './events.js'
import { findHandledEvent } from './list-events.js'

/** What of an event is not what somebody said it is. */
export interface Unmatch {
  learner?: boolean | undefined
  assignment?: boolean | undefined
}

/**
 * Takes back what was said of an event's keys: the person is known by that key no more, the assignment has it no more.
 * Every hand-in that came by them is unmatched again, and what it became is set aside, out of the sight of whom it was
 * taken to be from; once it is matched rightly, it becomes a submission anew. Answers how many wait. Throws
 * `not-found`, `bad-request` where nothing was matched, and `not-allowed` where work of courses is touched that the
 * caller does not teach.
 */
export async function unmatchEvent(db: Database, caller: Caller, eventId: string, what: Unmatch): Promise<number> {
  return db.transaction(async (tx) => {
    const event = await findHandledEvent(tx, caller, eventId)
    const hasSameKeys: (SQL | undefined)[] = []
    if (what.assignment) hasSameKeys.push(await freeAssignment(tx, caller, event))
    if (what.learner) hasSameKeys.push(await forgetLearner(tx, event))
    if (hasSameKeys.length === 0)
      throw new CallerError('bad-request', 'Name what was matched incorrectly: "learner", "assignment" or both.')
    let restored = 0
    for (const isMeant of hasSameKeys) restored += await unplace(tx, caller, event, isMeant)
    await recordAudit(tx, {
      actor: caller.owner,
      action: 'event.unmatched',
      subject: event.id,
      details: {
        ...what,
        connection: event.connectionId,
        learnerKey: event.learnerKey,
        assignmentKey: event.assignmentKey,
      },
    })
    return restored
  })
}

/** The person goes on to be in the course; only the key means nobody any more. */
async function forgetLearner(tx: Queryable, { connectionId, learnerKey }: EventRow): Promise<SQL | undefined> {
  const key = learnerKey ?? ''
  await lockIdentity(tx, connectionId, key)
  const gone = await tx
    .delete(lmsIdentities)
    .where(and(eq(lmsIdentities.connectionId, connectionId), eq(lmsIdentities.key, key)))
    .returning({ key: lmsIdentities.key })
  if (gone.length === 0)
    throw new CallerError('bad-request', 'No learner is matched with the learner key of this event.')
  return eq(inboundEvents.learnerKey, key)
}

async function freeAssignment(tx: Queryable, caller: Caller, event: EventRow): Promise<SQL | undefined> {
  const { connectionId, assignmentKey, courseKey } = event
  const key = assignmentKey ?? ''
  const target = await findTarget(tx, connectionId, { assignmentKey: key, courseKey })
  if (target.kind !== 'found' || target.assignment.lmsKey !== key)
    throw new CallerError('bad-request', 'No assignment is matched with the assignment key of this event.')
  await changeAssignment(tx, target.assignment, { lmsKey: null }, settleGradesOf)
  await recordAudit(tx, {
    actor: caller.owner,
    action: 'assignment.changed',
    courseId: target.course.id,
    subject: target.assignment.id,
    details: { lmsKey: null },
  })
  return and(
    eq(inboundEvents.assignmentKey, key),
    courseKey === null ? isNull(inboundEvents.courseKey) : eq(inboundEvents.courseKey, courseKey),
  )
}

/** Lets events wait for a match again, and sets aside what they became. Answers how many. */
async function unplace(
  tx: Queryable,
  caller: Caller,
  { connectionId }: EventRow,
  isMeant: SQL | undefined,
): Promise<number> {
  const isPlaced = and(
    eq(inboundEvents.connectionId, connectionId),
    inArray(inboundEvents.state, ['done', 'duplicate', 'outdated']),
    isMeant,
  )
  const placed = await tx
    .select({ id: inboundEvents.id, submissionId: inboundEvents.submissionId })
    .from(inboundEvents)
    .where(isPlaced)
    .for('update')
  const ids = [...new Set(placed.flatMap(({ submissionId }) => submissionId ?? []))].sort()
  const work =
    ids.length === 0
      ? []
      : await tx.select({ courseId: submissions.courseId }).from(submissions).where(inArray(submissions.id, ids))
  if (work.some(({ courseId }) => courseId !== null && !teaches(caller, courseId))) {
    throw new CallerError('not-allowed', 'Submissions in other courses have the same key: ask an admin.')
  }
  await setAside(tx, ids, 'misplaced')
  const again = {
    state: 'unmatched' as const,
    reason: 'The match was undone; match it again.',
    submissionId: null,
    replacedId: null,
    tries: 0,
    endedAt: sql`now()`,
  }
  if (placed.length > 0)
    await tx
      .update(inboundEvents)
      .set(again)
      .where(
        inArray(
          inboundEvents.id,
          placed.map(({ id }) => id),
        ),
      )
  return placed.length
}
