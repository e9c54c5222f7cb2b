import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { listAudit } from '../database/audit.js'
import { findTaughtCourse } from '../database/courses.js'
import { callerOf } from '../http/guard.js'
import { decodeCursor, encodeCursor } from '../http/paging.js'
import { CourseParams, describeReplies, exact, moment } from '../http/schemas.js'

const AuditReply = Type.Object({
  at: moment,
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  details: Type.Unknown(),
})

/** Who saw and changed what in a course. */
export function addAuditRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/courses/:course/audit',
    {
      schema: {
        tags: ['courses'],
        summary: 'Who saw and changed what, newest first',
        params: CourseParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
            cursor: Type.Optional(Type.String({ maxLength: 100 })),
          },
          exact,
        ),
        response: describeReplies({ 200: Type.Object({ entries: Type.Array(AuditReply) }) }),
      },
    },
    async (request, reply) => {
      const { id } = await findTaughtCourse(db, callerOf(request), request.params.course)
      const { limit = 50, cursor } = request.query
      const rows = await listAudit(db, {
        courseId: id,
        before: cursor === undefined ? undefined : decodeCursor(cursor),
        limit: limit + 1,
      })
      const last = rows[limit - 1]
      if (rows.length > limit && last)
        reply.header('link', `</v1/courses/${id}/audit?limit=${limit}&cursor=${encodeCursor(last.id)}>; rel="next"`)
      return {
        entries: rows.slice(0, limit).map(({ at, actor, action, subject, details }) => ({
          at: at.toISOString(),
          actor,
          action,
          subject,
          details,
        })),
      }
    },
  )
}
