import { sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { withTimeout } from '../background.js'
import { explainProblem } from '../http/problem.js'

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
