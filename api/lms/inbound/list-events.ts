import { and, desc, eq, getTableColumns, inArray, lt, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../../contracts/errors.js'
import { actsAsAdmin, taughtCourses, type Caller } from '../../http/caller.js'
import type { Queryable } from '../../database/open-database.js'
import { courses, inboundEvents, type InboundState } from '../../tables.js'
import type { EventRow } from './event-table.js'

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
