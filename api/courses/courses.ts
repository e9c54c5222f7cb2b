import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { actsAsAdmin, type Caller, type CourseRole, isInCourse, teaches } from '../http/access.js'
import { people } from '../people/tables.js'
import { assignments, connections, courses, enrolments } from './tables.js'

export type CourseRow = typeof courses.$inferSelect

/** Throws `course-not-found`, also where the caller is not in it: it does not exist for them. */
export async function findCourse(db: Queryable, caller: Caller, id: string): Promise<CourseRow> {
  const [row] = await db.select().from(courses).where(eq(courses.id, id))
  if (!row || !isInCourse(caller, row.id))
    throw new CallerError('course-not-found', 'You are not in a course with that id.')
  return row
}

/** As `findCourse`, for those who teach it. Throws `not-allowed` to its learners. */
export async function findTaughtCourse(db: Queryable, caller: Caller, id: string): Promise<CourseRow> {
  const row = await findCourse(db, caller, id)
  if (!teaches(caller, row.id)) throw new CallerError('not-allowed', 'Only instructors of the course may do this.')
  return row
}

/** The caller's, by name; an admin's are all. */
export const listCourses = (db: Queryable, caller: Caller): Promise<CourseRow[]> =>
  db
    .select()
    .from(courses)
    .where(actsAsAdmin(caller) ? undefined : inArray(courses.id, [...caller.roles.keys()]))
    .orderBy(asc(courses.title), asc(courses.id))

/** What of a course can be set. Fields left out stay as they are. */
export interface CourseChange {
  title?: string | undefined
  connectionId?: string | null | undefined
  lmsKey?: string | null | undefined
}

/** Throws `already-exists`, `connection-not-found`. */
export async function createCourse(
  tx: Queryable,
  course: { id: string; title: string } & CourseChange,
): Promise<CourseRow> {
  await assertConnection(tx, course.connectionId)
  const [row] = await tx.insert(courses).values(course).onConflictDoNothing().returning()
  if (!row)
    throw new CallerError(
      'already-exists',
      `The course "${course.id}" already exists, or its connection already has a course with that LMS key.`,
    )
  return row
}

/** Throws `connection-not-found`. */
export async function changeCourse(tx: Queryable, id: string, change: CourseChange): Promise<CourseRow> {
  await assertConnection(tx, change.connectionId)
  const [row] = await tx
    .update(courses)
    .set({ ...change, id })
    .where(eq(courses.id, id))
    .returning()
  if (!row) throw new Error('the course is gone')
  return row
}

async function assertConnection(tx: Queryable, id: string | null | undefined): Promise<void> {
  if (id == null || (await tx.$count(connections, eq(connections.id, id))) > 0) return
  throw new CallerError('connection-not-found', `There is no connection "${id}".`)
}

export interface Enrolment {
  person: string
  name: string
  email: string | null
  role: CourseRole
  since: Date
}

/** Everybody of a course, by name. */
export const listEnrolments = (db: Queryable, courseId: string): Promise<Enrolment[]> =>
  db
    .select({
      person: people.id,
      name: people.name,
      email: people.email,
      role: enrolments.role,
      since: enrolments.createdAt,
    })
    .from(enrolments)
    .innerJoin(people, eq(people.id, enrolments.personId))
    .where(eq(enrolments.courseId, courseId))
    .orderBy(asc(people.name), asc(people.id))

/** Puts a person into a course, or gives them another role there. */
export async function enrol(
  tx: Queryable,
  enrolment: { courseId: string; personId: string; role: CourseRole },
): Promise<void> {
  await tx
    .insert(enrolments)
    .values(enrolment)
    .onConflictDoUpdate({ target: [enrolments.courseId, enrolments.personId], set: { role: enrolment.role } })
}

/** Deletes a course that has no assignments, and takes everybody out of it. Throws `not-empty`. */
export async function deleteCourse(tx: Queryable, id: string): Promise<void> {
  await tx.execute(sql`select id from courses where id = ${id} for update`)
  const assigned = await tx.$count(assignments, eq(assignments.courseId, id))
  if (assigned > 0) throw new CallerError('not-empty', `The course has assignments (${assigned}); delete them first.`)
  await tx.delete(enrolments).where(eq(enrolments.courseId, id))
  await tx.delete(courses).where(eq(courses.id, id))
}

/** Takes a person out of a course; their work stays. `false` when they were not in it. */
export async function unenrol(tx: Queryable, courseId: string, personId: string): Promise<boolean> {
  const gone = await tx
    .delete(enrolments)
    .where(and(eq(enrolments.courseId, courseId), eq(enrolments.personId, personId)))
    .returning({ at: sql`now()` })
  return gone.length > 0
}
