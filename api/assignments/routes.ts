import { type Static, Type } from 'typebox'
import {
  closesAt,
  countingRules,
  defaultFeedbackRule,
  defaultLateRule,
  FeedbackRuleSchema,
  LateRuleSchema,
} from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import {
  type AssignmentChange,
  type AssignmentRow,
  changeAssignment,
  type SettleGradesOf,
  createAssignment,
  deleteAssignment,
  findAssignment,
  findTaughtAssignment,
  listAssignments,
} from './assignments.js'
import { recordAudit } from '../database/audit.js'
import { findCourse, findTaughtCourse } from '../courses/courses.js'
import { type Caller, teaches } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import { AssignmentParams, CourseParams, describeReplies, moment, sha256, uuid } from '../http/schemas.js'

const tags = ['assignments']

const rules = {
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  opensAt: Type.Optional(nullable(moment)),
  dueAt: Type.Optional(nullable(moment)),
  lateRule: Type.Optional(Type.Partial(LateRuleSchema, exact)),
  attemptLimit: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 10_000 }))),
  counts: Type.Optional(Type.Enum([...countingRules])),
  feedback: Type.Optional(Type.Partial(FeedbackRuleSchema, exact)),
  lmsKey: Type.Optional(
    nullable(
      Type.String({ minLength: 1, maxLength: 200, description: 'the key of the assignment in the LMS of the course' }),
    ),
  ),
}
const ChangeBody = Type.Object(rules, exact)
const NewBody = Type.Object(
  { exercise: Type.String({ maxLength: 100, description: 'slug' }), exerciseDigest: Type.Optional(sha256), ...rules },
  exact,
)

const AssignmentReply = Type.Object({
  id: uuid,
  course: Type.String(),
  exercise: Type.String(),
  title: Type.String(),
  opensAt: nullable(moment),
  dueAt: nullable(moment),
  closesAt: nullable(moment),
  lateRule: LateRuleSchema,
  attemptLimit: nullable(Type.Integer()),
  counts: Type.Enum([...countingRules]),
  feedback: FeedbackRuleSchema,
  releasedAt: nullable(moment),
  lmsKey: Type.Optional(nullable(Type.String())),
  exerciseDigest: Type.Optional(Type.String()),
  links: Type.Record(Type.String(), Type.String()),
})

/** Exercises handed to courses. */
export function addAssignmentRoutes(app: RouteApp, { db }: AppContext, settleGradesOf: SettleGradesOf): void {
  app.get(
    '/v1/courses/:course/assignments',
    {
      schema: {
        tags,
        summary: 'Assignments of a course, earliest due date first',
        params: CourseParams,
        response: describeReplies({ 200: Type.Object({ assignments: Type.Array(AssignmentReply) }) }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const course = await findCourse(db, caller, request.params.course)
      return { assignments: (await listAssignments(db, course.id)).map((row) => describeAssignment(row, caller)) }
    },
  )

  app.post(
    '/v1/courses/:course/assignments',
    {
      schema: {
        tags,
        summary: 'Assign an exercise',
        description:
          'Without `exerciseDigest`, uses the package that is published now; later packages change nothing until a regrade is applied.',
        params: CourseParams,
        body: NewBody,
        response: describeReplies({ 201: AssignmentReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const course = await findTaughtCourse(db, caller, request.params.course)
      const { exercise: slug, exerciseDigest, ...change } = request.body
      const row = await db.transaction(async (tx) => {
        const made = await createAssignment(tx, { courseId: course.id, slug, exerciseDigest, ...readChange(change) })
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'assignment.created',
          courseId: course.id,
          subject: made.id,
          details: request.body,
        })
        return made
      })
      return reply.code(201).header('location', `/v1/assignments/${row.id}`).send(describeAssignment(row, caller))
    },
  )

  app.get(
    '/v1/assignments/:id',
    {
      schema: {
        tags,
        summary: 'An assignment',
        params: AssignmentParams,
        response: describeReplies({ 200: AssignmentReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return describeAssignment(await findAssignment(db, caller, request.params.id), caller)
    },
  )

  app.patch(
    '/v1/assignments/:id',
    {
      schema: {
        tags,
        summary: 'Change an assignment',
        description: 'New dates and a new late rule also apply to existing submissions: their grades are recalculated.',
        params: AssignmentParams,
        body: ChangeBody,
        response: describeReplies({ 200: AssignmentReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const before = await findTaughtAssignment(db, caller, request.params.id)
      return db.transaction(async (tx) => {
        const row = await changeAssignment(tx, before, readChange(request.body), settleGradesOf)
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'assignment.changed',
          courseId: row.courseId,
          subject: row.id,
          details: request.body,
        })
        return describeAssignment(row, caller)
      })
    },
  )

  addDeletion(app, db)

  app.post(
    '/v1/assignments/:id/release',
    {
      schema: {
        tags,
        summary: 'Release what opens on release',
        params: AssignmentParams,
        response: describeReplies({ 200: AssignmentReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const before = await findTaughtAssignment(db, caller, request.params.id)
      return db.transaction(async (tx) => {
        const row = await changeAssignment(tx, before, { releasedAt: before.releasedAt ?? new Date() }, settleGradesOf)
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'assignment.released',
          courseId: row.courseId,
          subject: row.id,
        })
        return describeAssignment(row, caller)
      })
    },
  )
}

function addDeletion(app: RouteApp, db: AppContext['db']): void {
  app.delete(
    '/v1/assignments/:id',
    {
      schema: {
        tags,
        summary: 'Delete an assignment that has no submissions',
        params: AssignmentParams,
        response: describeReplies({ 204: Type.Null() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const row = await findTaughtAssignment(db, caller, request.params.id)
      await db.transaction(async (tx) => {
        await deleteAssignment(tx, row)
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'assignment.deleted',
          courseId: row.courseId,
          subject: row.id,
          details: { exercise: row.slug, title: row.title },
        })
      })
      return reply.code(204).send(null)
    },
  )
}

/** Texts of the request as what they mean. Throws `bad-request` where dates contradict each other. */
function readChange(body: Static<typeof ChangeBody>): AssignmentChange {
  const { opensAt, dueAt, lateRule, feedback, ...rest } = body
  const toDate = (text: string | null) => (text === null ? null : new Date(text))
  if (opensAt && dueAt && new Date(opensAt) >= new Date(dueAt))
    throw new CallerError('bad-request', 'The assignment opens after it is due: "opensAt" must be before "dueAt".')
  return {
    ...rest,
    ...(opensAt === undefined ? {} : { opensAt: toDate(opensAt) }),
    ...(dueAt === undefined ? {} : { dueAt: toDate(dueAt) }),
    ...(lateRule === undefined ? {} : { lateRule: { ...defaultLateRule, ...lateRule } }),
    ...(feedback === undefined ? {} : { feedback: { ...defaultFeedbackRule, ...feedback } }),
  }
}

const describeAssignment = (row: AssignmentRow, caller: Caller) => ({
  id: row.id,
  course: row.courseId,
  exercise: row.slug,
  title: row.title,
  opensAt: row.opensAt?.toISOString() ?? null,
  dueAt: row.dueAt?.toISOString() ?? null,
  closesAt: closesAt(row.lateRule, row.dueAt)?.toISOString() ?? null,
  lateRule: row.lateRule,
  attemptLimit: row.attemptLimit,
  counts: row.counts,
  feedback: row.feedback,
  releasedAt: row.releasedAt?.toISOString() ?? null,
  ...(teaches(caller, row.courseId) ? { exerciseDigest: row.exerciseDigest, lmsKey: row.lmsKey } : {}),
  links: {
    self: `/v1/assignments/${row.id}`,
    submissions: `/v1/assignments/${row.id}/submissions`,
    exercise: `/v1/exercises/${row.slug}`,
  },
})
