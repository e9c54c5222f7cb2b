import { settleGradesOf } from '../../grades/settle-grade.js'
import { and, eq, isNull, ne, or, sql, type SQL } from 'drizzle-orm'
import { CallerError, type ProblemCode } from '../../../contracts/errors.js'
import { type AssignmentRow, changeAssignment, findTaughtAssignment } from '../../assignments/assignments.js'
import { recordAudit } from '../../database/audit.js'
import type { Database, Queryable } from '../../database/open-database.js'
import type { Caller } from '../../http/access.js'
import { findPerson } from '../../people/people.js'
import { courses } from '../../courses/tables.js'
import { inboundEvents, lmsIdentities } from '../tables.js'
import type { LmsEvent } from '../adapter.js'
import { adapterOf, findConnection } from '../connections.js'
import { addLearner, enrolLearner, findLearner, lockIdentity, findTarget } from './find-target.js'
import { type EventRow, wakeReaders } from './events.js'
import { findHandledEvent } from './list-events.js'

/** What somebody says of an event that could not be placed. */
export interface Match {
  /** The assignment that its key means. */
  assignment?: string | undefined
  /** The person whom its learner key means. */
  person?: string | undefined
  /** Puts that person into the course; without `person`, adds somebody new by what the LMS says of them. */
  enrol?: boolean | undefined
}

/**
 * Notes what the keys of an unmatched event mean, and lets it go on, with every other that waits for the same keys.
 * Answers how many go on. Throws `not-found`, `bad-request`, `already-exists`, and what the lookups throw.
 */
export async function matchEvent(db: Database, caller: Caller, eventId: string, match: Match): Promise<number> {
  return db.transaction(async (tx) => {
    const event = await findHandledEvent(tx, caller, eventId)
    const { assignmentKey, learnerKey } = event
    if (event.state !== 'unmatched' || assignmentKey === null || learnerKey === null)
      throw new CallerError('bad-request', `Only unmatched events can be matched; this one is ${event.state}.`)
    if (match.assignment !== undefined)
      await nameAssignment(tx, caller, event, await findTaughtAssignment(tx, caller, match.assignment))
    const target = await findTarget(tx, event.connectionId, { assignmentKey, courseKey: event.courseKey })
    const courseId = target.kind === 'found' ? target.course.id : null
    if (match.person !== undefined || match.enrol)
      await nameLearner(tx, caller, { ...event, learnerKey }, { ...match, courseId })
    await recordAudit(tx, {
      actor: caller.owner,
      action: 'event.matched',
      courseId,
      subject: event.id,
      details: { ...match, assignmentKey, learnerKey },
    })
    return requeue(tx, event, match)
  })
}

/** What is wrong with one part of what was said. */
const wrong = (part: 'assignment' | 'person', code: ProblemCode, detail: string) =>
  new CallerError(code, detail, { errors: [{ pointer: `/${part}`, detail }] })

/** Gives the assignment the key by which the LMS calls it. */
async function nameAssignment(
  tx: Queryable,
  caller: Caller,
  { connectionId, assignmentKey, courseKey }: EventRow,
  assignment: AssignmentRow,
): Promise<void> {
  const [course] = await tx.select().from(courses).where(eq(courses.id, assignment.courseId))
  if (course?.connectionId !== connectionId)
    throw wrong(
      'assignment',
      'foreign-assignment',
      'The course of the assignment does not use the connection of the event.',
    )
  if (courseKey !== null && course.lmsKey !== null && course.lmsKey !== courseKey && course.id !== courseKey) {
    throw wrong(
      'assignment',
      'bad-request',
      `The event is for the course "${courseKey}", but the LMS calls the course of this assignment "${course.lmsKey}".`,
    )
  }
  if (assignment.lmsKey === assignmentKey || assignment.id === assignmentKey) return
  if (assignment.lmsKey !== null)
    throw wrong(
      'assignment',
      'already-exists',
      `The assignment already has the LMS key "${assignment.lmsKey}"; change it if it is wrong.`,
    )
  await changeAssignment(tx, assignment, { lmsKey: assignmentKey }, settleGradesOf)
  await recordAudit(tx, {
    actor: caller.owner,
    action: 'assignment.changed',
    courseId: course.id,
    subject: assignment.id,
    details: { lmsKey: assignmentKey },
  })
}

/** Notes whom the LMS means. Only somebody of the course, or whom the caller puts into it. */
async function nameLearner(
  tx: Queryable,
  caller: Caller,
  event: EventRow & { learnerKey: string },
  { person, enrol, courseId }: Match & { courseId: string | null },
): Promise<void> {
  const { connectionId, learnerKey: key } = event
  if (courseId === null)
    throw wrong('assignment', 'bad-request', 'Choose the assignment too: the learner must be in its course.')
  await lockIdentity(tx, connectionId, key)
  const known = await findLearner(tx, connectionId, key, courseId)
  if (known && person !== undefined && known.personId !== person)
    throw wrong('person', 'already-exists', `That LMS key already belongs to "${known.personId}".`)
  const personId = known?.personId ?? (await identify(tx, caller, event, person))
  const isInCourse = known?.isInCourse ?? (await findLearner(tx, connectionId, key, courseId))?.isInCourse ?? false
  if (isInCourse) return
  if (!enrol)
    throw wrong('person', 'bad-request', `"${personId}" is not in the course ${courseId}: enrol them there first.`)
  await enrolLearner(tx, { courseId, personId, actor: caller.owner })
}

async function identify(
  tx: Queryable,
  caller: Caller,
  event: EventRow & { learnerKey: string },
  person: string | undefined,
): Promise<string> {
  const { connectionId, learnerKey } = event
  if (person === undefined)
    return addLearner(tx, { connectionId, learner: await readLearner(tx, event), actor: caller.owner })
  const { id } = await findPerson(tx, person)
  const [other] = await tx
    .select({ key: lmsIdentities.key })
    .from(lmsIdentities)
    .where(
      and(
        eq(lmsIdentities.connectionId, connectionId),
        eq(lmsIdentities.personId, id),
        ne(lmsIdentities.key, learnerKey),
      ),
    )
  // A grade goes back to one key; with two it could reach the wrong account.
  if (other) throw wrong('person', 'already-exists', `"${id}" already has the LMS key "${other.key}".`)
  await tx.insert(lmsIdentities).values({ connectionId, key: learnerKey, personId: id })
  return id
}

/** What the LMS says of the learner, whose address is not kept beside the event. */
async function readLearner(
  tx: Queryable,
  { connectionId, rawBody, content, eventId }: EventRow,
): Promise<LmsEvent['learner']> {
  const message = adapterOf(await findConnection(tx, connectionId)).read(content ?? rawBody, eventId)
  if (message.kind === 'ignored' || !message.event.learner) throw new Error('an unmatched event that names no learner')
  return message.event.learner
}

/** Lets the event go on, and those that wait for what was just said. */
async function requeue(tx: Queryable, event: EventRow, { assignment, person, enrol }: Match): Promise<number> {
  const hasSameKey: (SQL | undefined)[] = [eq(inboundEvents.id, event.id)]
  if (assignment !== undefined)
    hasSameKey.push(
      and(
        eq(inboundEvents.assignmentKey, event.assignmentKey ?? ''),
        event.courseKey === null ? isNull(inboundEvents.courseKey) : eq(inboundEvents.courseKey, event.courseKey),
      ),
    )
  if (person !== undefined || enrol) hasSameKey.push(eq(inboundEvents.learnerKey, event.learnerKey ?? ''))
  return restart(
    tx,
    and(eq(inboundEvents.connectionId, event.connectionId), eq(inboundEvents.state, 'unmatched'), or(...hasSameKey)),
  )
}

/** Puts events in line again, as if they had just come. Answers how many. */
async function restart(tx: Queryable, where: SQL | undefined): Promise<number> {
  const restarted = await tx
    .update(inboundEvents)
    .set({ state: 'waiting', reason: null, tries: 0, dueAt: sql`now()`, endedAt: null })
    .where(where)
    .returning({ id: inboundEvents.id })
  await wakeReaders(tx)
  return restarted.length
}

/** Tries an event again that did not become a submission. Throws `not-found`, `bad-request`. */
export async function retryEvent(db: Database, caller: Caller, eventId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const event = await findHandledEvent(tx, caller, eventId)
    if (!['unmatched', 'refused', 'failed'].includes(event.state))
      throw new CallerError(
        'bad-request',
        `Only events that ended without a submission can be retried; this one is ${event.state}.`,
      )
    await restart(tx, eq(inboundEvents.id, event.id))
    await recordAudit(tx, {
      actor: caller.owner,
      action: 'event.retried',
      subject: event.id,
      details: { state: event.state, connection: event.connectionId },
    })
  })
}
