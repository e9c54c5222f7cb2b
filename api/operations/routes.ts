import { sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { ImageContentsSchema } from '../../contracts/image-contents.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { withTimeout } from '../background.js'
import { findTaughtCourse } from '../courses/courses.js'
import { listAudit } from '../database/audit.js'
import { callerOf } from '../http/guard.js'
import { explainProblem } from '../http/problem.js'
import { exact } from '../../contracts/shapes.js'
import { CourseParams, decodeCursor, describeReplies, encodeCursor, moment, nextPage } from '../http/schemas.js'
import { listInstalled } from './images.js'

const tags = ['service']
const READY_TIMEOUT_MS = 2_000

/** Whether the service lives, is ready, how it does, and what its problems mean. */
export function addServiceRoutes(app: RouteApp, { db, queue, metrics }: AppContext): void {
  app.get(
    '/livez',
    { schema: { tags, summary: 'Whether the process is alive' }, config: { rateLimit: false } },
    () => ({ status: 'ok' }),
  )

  app.get(
    '/readyz',
    {
      schema: { tags, summary: 'Whether PostgreSQL and Redis respond; 503 if one does not' },
      config: { rateLimit: false },
    },
    async (_request, reply) => {
      const [database, redis] = await Promise.all([
        withTimeout(db.execute(sql`select 1`), READY_TIMEOUT_MS, 'too slow').then(
          () => true,
          () => false,
        ),
        queue.isReachable(),
      ])
      return reply
        .code(database && redis ? 200 : 503)
        .send({ status: database && redis ? 'ok' : 'not ready', database, redis })
    },
  )

  app.get(
    '/metrics',
    { schema: { tags, summary: 'Prometheus metrics', description: 'For admins, or from the same machine.' } },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )

  app.get(
    '/problems/:code',
    {
      schema: { tags, summary: 'What a problem means', params: Type.Object({ code: Type.String({ maxLength: 60 }) }) },
    },
    (request, reply) => {
      const page = explainProblem(request.params.code)
      if (page === undefined) throw new CallerError('not-found', 'There is no problem with that code.')
      return reply.type('text/plain; charset=utf-8').send(page)
    },
  )
}

const ImagesReply = Type.Object({
  languages: Type.Array(ImageContentsSchema, { description: 'what is installed for submissions in each language' }),
  services: Type.Array(ImageContentsSchema, { description: 'databases and caches for exercises' }),
})

/** What is installed where submissions run, as the workers tell it. */
export function addImageRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/images',
    {
      schema: {
        tags: ['exercises'],
        summary: 'What is installed where submissions run',
        response: describeReplies({ 200: ImagesReply }),
      },
    },
    () => listInstalled(db),
  )
}

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
        reply.header('link', nextPage(`/v1/courses/${id}/audit`, { limit }, encodeCursor(last.id)))
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
