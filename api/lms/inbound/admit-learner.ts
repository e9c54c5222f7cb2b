import { and, eq, sql } from 'drizzle-orm'
import { recordAudit } from '../../database/audit.js'
import { enrol } from '../../courses/courses.js'
import type { Queryable } from '../../database/open-database.js'
import { createPerson } from '../../people/people.js'
import { enrolments } from '../../courses/tables.js'
import { lmsIdentities } from '../tables.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsEvent } from '../adapter.js'

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
