import { and, desc, eq, getTableColumns, inArray, lt, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../../contracts/errors.js'
import type { AssignmentRow } from '../../assignments/assignments.js'
import type { Queryable } from '../../database/open-database.js'
import { actsAsAdmin, type Caller, taughtCourses } from '../../http/access.js'
import { courses } from '../../courses/tables.js'
import { inboundEvents, type InboundState } from '../tables.js'
import type { EventRow } from './events.js'

/** An event without what was sent. */
export type ListedEvent = Omit<EventRow, 'rawBody' | 'content'>

const { rawBody: _rawBody, content: _content, ...listed } = getTableColumns(inboundEvents)

/** What waits for a person; of `waiting` those that were tried in vain, as where files could not be fetched. */
export const openStates = ['waiting', 'unmatched', 'refused', 'failed'] as const satisfies InboundState[]

/** The course that an event names, itself or by its assignment, as far as we know it. */
const courseOfEvent = sql<string | null>`coalesce(
  (select c.id from courses c
   where c.connection_id = inbound_events.connection_id and (c.lms_key = inbound_events.course_key or c.id = inbound_events.course_key)
   order by c.lms_key is not distinct from inbound_events.course_key desc limit 1),
  (select min(c.id) from courses c join assignments a on a.course_id = c.id
   where c.connection_id = inbound_events.connection_id and (a.lms_key = inbound_events.assignment_key or a.id::text = inbound_events.assignment_key)
   having count(*) = 1))`

export interface EventPage {
  states?: readonly InboundState[] | undefined
  before?: number | undefined
  limit: number
}

/** All of a connection, newest first. */
export const listConnectionEvents = (db: Queryable, connection: string, page: EventPage): Promise<ListedEvent[]> =>
  listEvents(db, eq(inboundEvents.connectionId, connection), page)

/**
 * Those of a course, and those of its connection that belong to no course we know: each may be somebody's hand-in. What
 * is in line for the first time is left out.
 */
export async function listCourseEvents(
  db: Queryable,
  course: { id: string; connectionId: string | null },
  page: EventPage,
): Promise<ListedEvent[]> {
  if (course.connectionId === null) return []
  const isOfCourse = sql`coalesce(${courseOfEvent}, ${course.id}) = ${course.id}`
  const isPastFirstTry = sql`(${inboundEvents.state} not in ('waiting', 'working') or ${inboundEvents.reason} is not null)`
  const states: InboundState[] | undefined = page.states?.includes('waiting')
    ? [...page.states, 'working']
    : page.states && [...page.states]
  return listEvents(db, and(eq(inboundEvents.connectionId, course.connectionId), isOfCourse, isPastFirstTry), {
    ...page,
    states,
  })
}

function listEvents(
  db: Queryable,
  where: SQL | undefined,
  { states, before, limit }: EventPage,
): Promise<ListedEvent[]> {
  const isAsked = states === undefined ? undefined : inArray(inboundEvents.state, [...states])
  return db
    .select(listed)
    .from(inboundEvents)
    .where(and(where, isAsked, before === undefined ? undefined : lt(inboundEvents.seq, before)))
    .orderBy(desc(inboundEvents.seq))
    .limit(limit)
}

/**
 * An event that the caller may handle: an admin, or an instructor of its course; where that is not known, of any course
 * of its connection. Throws `not-found`, also where it is not theirs to see. Locked to the end of the transaction.
 */
export async function findHandledEvent(tx: Queryable, caller: Caller, eventUuid: string): Promise<EventRow> {
  const [found] = await tx
    .select({ event: inboundEvents, course: courseOfEvent })
    .from(inboundEvents)
    .where(eq(inboundEvents.id, eventUuid))
    .for('update', { of: inboundEvents })
  if (!found || !(await mayHandle(tx, caller, found)))
    throw new CallerError('not-found', 'There is no event with that id.')
  return found.event
}

async function mayHandle(
  tx: Queryable,
  caller: Caller,
  { event, course }: { event: EventRow; course: string | null },
): Promise<boolean> {
  if (actsAsAdmin(caller)) return true
  const taught = taughtCourses(caller)
  if (course !== null) return taught.includes(course)
  return (
    taught.length > 0 &&
    (await tx.$count(courses, and(eq(courses.connectionId, event.connectionId), inArray(courses.id, taught)))) > 0
  )
}

/** A hand-in of a learner that became no submission, or none yet. */
export interface Rejection extends Record<string, unknown> {
  id: string
  attempt: number
  handedInAt: Date
  reason: string
  /** It is tried again. */
  isPending: boolean
}

const MOST = 10

/**
 * What an LMS handed in for somebody that could not be taken, the newest first; without what the learner put right
 * since by handing in again. One query.
 */
export async function listRejections(db: Queryable, assignment: AssignmentRow, person: string): Promise<Rejection[]> {
  const { rows } = await db.execute<Rejection & { handedInAt: string }>(sql`
    with keys as (select i.connection_id, i.key, c.id as course_id, c.lms_key as course_key
                  from courses c join lms_identities i on i.connection_id = c.connection_id
                  where c.id = ${assignment.courseId} and i.person_id = ${person})
    select e.id, e.attempt, coalesce(e.happened_at, e.received_at) as "handedInAt", coalesce(e.reason, '') as reason, e.state in ('waiting', 'working') as "isPending"
    from inbound_events e join keys k on k.connection_id = e.connection_id and (k.key = e.learner_key or k.key = any(e.member_keys))
    where e.assignment_key in (${assignment.id}, ${assignment.lmsKey}) and e.kind = 'submitted'
      and (e.course_key is null or k.course_key is null or e.course_key in (k.course_id, k.course_key))
      and (e.state in ('refused', 'failed') or (e.state in ('waiting', 'working') and e.reason is not null))
      and not exists (select 1 from inbound_events later
        where later.connection_id = e.connection_id and later.learner_key = k.key and later.assignment_key = e.assignment_key
          and later.state in ('done', 'duplicate') and later.happened_at >= e.happened_at)
    order by e.seq desc limit ${MOST}`)
  return rows.map((row) => ({ ...row, handedInAt: new Date(row.handedInAt) }))
}
