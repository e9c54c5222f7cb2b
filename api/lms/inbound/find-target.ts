import { and, eq, or, sql } from 'drizzle-orm'
import { escapeLine } from '../../../contracts/escape.js'
import type { AssignmentRow } from '../../assignments/assignments.js'
import { type CourseRow, enrol } from '../../courses/courses.js'
import type { Queryable } from '../../database/open-database.js'
import { attemptOf, type LmsAttempt } from './accept-from-lms.js'
import { assignments, courses, enrolments } from '../../courses/tables.js'
import type { LmsAttemptEvent, LmsEvent } from '../adapter.js'
import type { ConnectionRow } from '../connections.js'
import type { EventEnding } from './events.js'
import { recordAudit } from '../../database/audit.js'
import { createPerson } from '../../people/people.js'
import { lmsIdentities } from '../tables.js'

/** What an event says it is for. */
export interface TargetKeys {
  assignmentKey: string
  courseKey: string | null
}

/** The assignment of an event; or why there is none, in words for people; or that it is another connection's. */
export type Target =
  { kind: 'found'; assignment: AssignmentRow; course: CourseRow } | { kind: 'unknown' | 'foreign'; reason: string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Finds the assignment by the LMS's key or by our id, among the courses of the connection alone: two LMSs may well use
 * the same keys. Ours are the same everywhere, so an id of another connection's assignment is told as such. A course
 * that is named must be the one that the LMS's key, or our id, says; where no course is known by it, courses without a
 * key of the LMS go by their assignments.
 */
export async function findTarget(db: Queryable, connectionId: string, keys: TargetKeys): Promise<Target> {
  const { assignmentKey: key, courseKey } = keys
  const isNamed = UUID.test(key)
    ? or(eq(assignments.lmsKey, key), eq(assignments.id, key))
    : eq(assignments.lmsKey, key)
  const rows = await db
    .select({ assignment: assignments, course: courses })
    .from(assignments)
    .innerJoin(courses, eq(courses.id, assignments.courseId))
    .where(and(eq(courses.connectionId, connectionId), isNamed))
  const [first, second] = courseKey === null ? rows : await chooseByCourse(db, connectionId, rows, courseKey)
  if (first && !second) return { kind: 'found', ...first }
  if (first) return unknown(`Several assignments have the key "${key}"; give their courses the keys that the LMS uses.`)
  if (UUID.test(key) && rows.length === 0 && (await db.$count(assignments, eq(assignments.id, key))) > 0) {
    return { kind: 'foreign', reason: `The assignment ${key} belongs to a course of another connection.` }
  }
  return unknown(
    `No assignment of this connection has the key "${key}"${courseKey === null ? '' : ` in the course "${courseKey}"`}.`,
  )
}

type Candidate = { assignment: AssignmentRow; course: CourseRow }

async function chooseByCourse(
  db: Queryable,
  connectionId: string,
  rows: readonly Candidate[],
  courseKey: string,
): Promise<readonly Candidate[]> {
  const named = rows.filter(({ course }) => course.lmsKey === courseKey || course.id === courseKey)
  if (named.length > 0 || rows.length === 0) return named
  const isKnown = and(
    eq(courses.connectionId, connectionId),
    or(eq(courses.lmsKey, courseKey), eq(courses.id, courseKey)),
  )
  return (await db.$count(courses, isKnown)) > 0 ? [] : rows.filter(({ course }) => course.lmsKey === null)
}

const unknown = (reason: string): Target => ({ kind: 'unknown', reason: escapeLine(reason) })

export type FoundTarget = Extract<Target, { kind: 'found' }>

/** Where an event belongs: the assignment, the learner where they are known already, and the attempt. */
export interface Place {
  kind: 'found'
  target: FoundTarget
  learner: KnownLearner | null
  lms: { connectionId: string; learner: string; attempt: number }
}

/** Places an event; or says how it ends for want of a place. */
export async function findPlace(
  db: Queryable,
  connection: ConnectionRow,
  event: LmsAttemptEvent,
): Promise<Place | { kind: 'none'; ending: EventEnding }> {
  const target = await findTarget(db, connection.id, event)
  if (target.kind !== 'found')
    return {
      kind: 'none',
      ending: { state: target.kind === 'foreign' ? 'refused' : 'unmatched', reason: target.reason },
    }
  const learner = await findLearner(db, connection.id, event.learner.key, target.course.id)
  const obstacle = whyNotAdmitted(learner, connection, target.course.id)
  if (obstacle) return { kind: 'none', ending: { state: 'unmatched', reason: obstacle } }
  return {
    kind: 'found',
    target,
    learner,
    lms: { connectionId: connection.id, learner: event.learner.key, attempt: event.attempt },
  }
}

/** The attempt of the learner whom the place is known to be of. */
export const attemptIn = ({ target, lms }: Place, owner: string): LmsAttempt =>
  attemptOf({ owner, assignment: target.assignment, lms })

/** Whom an LMS means, as far as we know. */
export interface KnownLearner {
  personId: string
  isInCourse: boolean
}

/**
 * By what somebody once said of that key, and by nothing else. Not by e-mail and not by a login name that happens to
 * be the same: in many LMSs learners choose those, and could hand in as somebody else.
 */
export async function findLearner(
  db: Queryable,
  connectionId: string,
  key: string,
  courseId: string,
): Promise<KnownLearner | null> {
  const [row] = await db
    .select({ personId: lmsIdentities.personId, course: enrolments.courseId })
    .from(lmsIdentities)
    .leftJoin(enrolments, and(eq(enrolments.personId, lmsIdentities.personId), eq(enrolments.courseId, courseId)))
    .where(and(eq(lmsIdentities.connectionId, connectionId), eq(lmsIdentities.key, key)))
  return row ? { personId: row.personId, isInCourse: row.course !== null } : null
}

/**
 * Why a learner may not hand in to the course, in words for people; `null` where they may, or are let in on the way.
 */
export function whyNotAdmitted(
  known: KnownLearner | null,
  connection: Pick<ConnectionRow, 'enrolsLearners'>,
  courseId: string,
): string | null {
  if (known?.isInCourse || connection.enrolsLearners) return null
  return known ? `"${known.personId}" is not in the course ${courseId}.` : 'No learner has that learner key yet.'
}

/** Learners of one connection by one key, one after the other: two events of somebody new make one person. */
export const lockIdentity = (tx: Queryable, connectionId: string, key: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${connectionId} ${key}`}, 2))`)

/** The person who hands in, added and enrolled where the connection does so; `null` where it does not. */
export async function admitLearner(
  tx: Queryable,
  connection: ConnectionRow,
  learner: LmsEvent['learner'],
  courseId: string,
): Promise<string | null> {
  await lockIdentity(tx, connection.id, learner.key)
  const known = await findLearner(tx, connection.id, learner.key, courseId)
  if (whyNotAdmitted(known, connection, courseId) !== null) return null
  const actor = `lms ${connection.id}`
  const personId = known?.personId ?? (await addLearner(tx, { connectionId: connection.id, learner, actor }))
  if (!known?.isInCourse) await enrolLearner(tx, { courseId, personId, actor })
  return personId
}

/** Somebody new, whom only the LMS knows. */
export async function addLearner(
  tx: Queryable,
  { connectionId, learner, actor }: { connectionId: string; learner: LmsEvent['learner']; actor: string },
): Promise<string> {
  const { id } = await createPerson(tx, { name: learner.name ?? learner.key, email: learner.email })
  await tx.insert(lmsIdentities).values({ connectionId, key: learner.key, personId: id })
  await recordAudit(tx, {
    actor,
    action: 'person.created',
    subject: id,
    details: { connection: connectionId, key: learner.key },
  })
  return id
}

export async function enrolLearner(
  tx: Queryable,
  { courseId, personId, actor }: { courseId: string; personId: string; actor: string },
): Promise<void> {
  await enrol(tx, { courseId, personId, role: 'learner' })
  await recordAudit(tx, {
    actor,
    action: 'enrolment.changed',
    courseId,
    subject: personId,
    details: { role: 'learner' },
  })
}
