import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { recordAudit } from '../database/audit.js'
import {
  changeCourse,
  type CourseRow,
  createCourse,
  deleteCourse,
  enrol,
  findCourse,
  findTaughtCourse,
  listCourses,
  listEnrolments,
  unenrol,
} from './courses.js'
import { courseRoles } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import { CourseParams, describeReplies, moment } from '../http/schemas.js'
import { findPerson } from '../people/people.js'

const tags = ['courses']
const title = Type.String({ minLength: 1, maxLength: 200 })
const connection = Type.Optional(
  nullable(Type.String({ maxLength: 100, description: 'the LMS whose events the course receives' })),
)
const lmsKey = Type.Optional(
  nullable(Type.String({ minLength: 1, maxLength: 200, description: 'the key of the course in that LMS' })),
)
const NewCourse = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'a short name, used in addresses' }),
    title,
    connection,
    lmsKey,
  },
  exact,
)
const CourseChangeBody = Type.Object({ title: Type.Optional(title), connection, lmsKey }, exact)
const CourseReply = Type.Object({
  id: Type.String(),
  title: Type.String(),
  connection: nullable(Type.String()),
  lmsKey: nullable(Type.String()),
  role: nullable(Type.Enum([...courseRoles])),
  createdAt: moment,
})
const EnrolmentParams = Type.Object({ ...CourseParams.properties, person: Type.String({ maxLength: 200 }) })
const EnrolmentReply = Type.Object({
  person: Type.String(),
  name: Type.String(),
  email: nullable(Type.String()),
  role: Type.Enum([...courseRoles]),
  since: moment,
})

/** Courses and who is in them. */
export function addCourseRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/courses',
    {
      schema: {
        tags,
        summary: 'Your courses; for admins, all courses',
        response: describeReplies({ 200: Type.Object({ courses: Type.Array(CourseReply) }) }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return { courses: (await listCourses(db, caller)).map((course) => describeCourse(course, caller)) }
    },
  )

  app.post(
    '/v1/courses',
    { schema: { tags, summary: 'Add a course', body: NewCourse, response: describeReplies({ 201: CourseReply }) } },
    async (request, reply) => {
      const caller = callerOf(request)
      const { connection: connectionId, ...rest } = request.body
      const course = await db.transaction(async (tx) => {
        const made = await createCourse(tx, { ...rest, connectionId })
        await recordAudit(tx, { actor: caller.owner, action: 'course.created', courseId: made.id, subject: made.id })
        return made
      })
      return reply.code(201).header('location', `/v1/courses/${course.id}`).send(describeCourse(course, caller))
    },
  )

  app.get(
    '/v1/courses/:course',
    { schema: { tags, summary: 'A course', params: CourseParams, response: describeReplies({ 200: CourseReply }) } },
    async (request) => {
      const caller = callerOf(request)
      return describeCourse(await findCourse(db, caller, request.params.course), caller)
    },
  )

  app.patch(
    '/v1/courses/:course',
    {
      schema: {
        tags,
        summary: 'Change a course',
        params: CourseParams,
        body: CourseChangeBody,
        response: describeReplies({ 200: CourseReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { id } = await findTaughtCourse(db, caller, request.params.course)
      const { connection: connectionId, ...rest } = request.body
      return db.transaction(async (tx) => {
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'course.changed',
          courseId: id,
          subject: id,
          details: request.body,
        })
        return describeCourse(
          await changeCourse(tx, id, { ...rest, ...(connectionId === undefined ? {} : { connectionId }) }),
          caller,
        )
      })
    },
  )

  app.delete(
    '/v1/courses/:course',
    {
      schema: {
        tags,
        summary: 'Delete a course that has no assignments',
        params: CourseParams,
        response: describeReplies({ 204: Type.Null() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { id } = await findTaughtCourse(db, caller, request.params.course)
      await db.transaction(async (tx) => {
        await deleteCourse(tx, id)
        await recordAudit(tx, { actor: caller.owner, action: 'course.deleted', courseId: id, subject: id })
      })
      return reply.code(204).send(null)
    },
  )

  addEnrolmentRoutes(app, db)
}

function addEnrolmentRoutes(app: RouteApp, db: AppContext['db']): void {
  app.get(
    '/v1/courses/:course/enrolments',
    {
      schema: {
        tags,
        summary: 'The members of a course',
        params: CourseParams,
        response: describeReplies({ 200: Type.Object({ enrolments: Type.Array(EnrolmentReply) }) }),
      },
    },
    async (request) => {
      const { id } = await findTaughtCourse(db, callerOf(request), request.params.course)
      return { enrolments: (await listEnrolments(db, id)).map((row) => ({ ...row, since: row.since.toISOString() })) }
    },
  )

  app.put(
    '/v1/courses/:course/enrolments/:person',
    {
      schema: {
        tags,
        summary: 'Enrol a person, or change their role',
        params: EnrolmentParams,
        body: Type.Object({ role: Type.Enum([...courseRoles]) }, exact),
        response: describeReplies({ 204: Type.Null() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { id: courseId } = await findTaughtCourse(db, caller, request.params.course)
      const { id: personId } = await findPerson(db, request.params.person)
      await db.transaction(async (tx) => {
        await enrol(tx, { courseId, personId, role: request.body.role })
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'enrolment.changed',
          courseId,
          subject: personId,
          details: request.body,
        })
      })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/v1/courses/:course/enrolments/:person',
    {
      schema: {
        tags,
        summary: 'Remove a person from a course; their submissions are kept',
        params: EnrolmentParams,
        response: describeReplies({ 204: Type.Null() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { id: courseId } = await findTaughtCourse(db, caller, request.params.course)
      await db.transaction(async (tx) => {
        if (!(await unenrol(tx, courseId, request.params.person)))
          throw new CallerError('person-not-found', `"${request.params.person}" is not in the course.`)
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'enrolment.ended',
          courseId,
          subject: request.params.person,
        })
      })
      return reply.code(204).send(null)
    },
  )
}

const describeCourse = (
  { id, title, connectionId, lmsKey, createdAt }: CourseRow,
  { roles }: { roles: ReadonlyMap<string, string> },
) => ({
  id,
  title,
  connection: connectionId,
  lmsKey,
  role: roles.get(id) ?? null,
  createdAt: createdAt.toISOString(),
  links: { self: `/v1/courses/${id}`, assignments: `/v1/courses/${id}/assignments` },
})
