import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { findSubmission } from '../database/submissions.js'
import { isSettled, streamEvents } from '../events/read-events.js'
import { callerOf } from '../http/guard.js'
import { describeReplies, SubmissionParams } from '../http/schemas.js'

const description = `Server-sent events: \`state\` (queued, running), \`progress\` (a phase, or the end of a hidden test) and \`result\`
(verdict, score, link to the report). Ends after the last result. With \`Last-Event-ID\`, continues after that event;
responds with 204 when no more events will come.`

const headers = Type.Object({
  'last-event-id': Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
})

/** What happens to a submission, as it happens. */
export function addEventRoute(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get(
    '/v1/submissions/:id/events',
    {
      exposeHeadRoute: false, // a stream that may not end has no answer to HEAD
      sse: 'manual',
      schema: {
        tags: ['submissions'],
        summary: 'Watch a submission',
        description,
        produces: ['text/event-stream'],
        params: SubmissionParams,
        headers,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      if (!request.accepts().type(['text/event-stream']))
        throw new CallerError('not-acceptable', 'Events are available as text/event-stream.')
      const { submission, view } = await findSubmission(db, caller, request.params.id)
      const lastId = Number(request.headers['last-event-id'] ?? 0)
      const gone = new AbortController()
      request.raw.on('close', () => gone.abort())
      const events = streamEvents(context, { submissionId: submission.id, lastId, view, signal: gone.signal })
      if (lastId > 0 && (await isSettled(db, submission.id))) {
        const first = await events.next()
        if (first.done) return reply.code(204).send()
        await reply.sse.send(first.value)
      }
      reply.header('cache-control', 'no-store')
      reply.sse.sendHeaders()
      for await (const event of events) await reply.sse.send(event)
    },
  )
}
