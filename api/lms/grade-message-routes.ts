import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import type { MessageRow } from '../grades/grade-outbox.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import {
  ConnectionParams,
  decodeCursor,
  describeReplies,
  encodeCursor,
  moment,
  nextPage,
  PageQuery,
  uuid,
} from '../http/schemas.js'
import { findConnection } from './connections.js'
import { type DeliveryRow, listMessages, replayGrade } from './outbound/grade-messages.js'
import { messageStates } from './tables.js'

const tags = ['connections']

const ListQuery = Type.Object({ state: Type.Optional(Type.Enum([...messageStates])), ...PageQuery }, exact)

const DeliveryReply = Type.Object({
  at: moment,
  status: nullable(Type.Integer({ description: 'null if there was no response' })),
  error: nullable(Type.String()),
  ms: Type.Integer(),
  isReplay: Type.Boolean({ description: 'requested by hand' }),
})
const messageFields = {
  id: Type.String({ format: 'uuid', description: 'sent as webhook-id' }),
  type: Type.String({
    description: '`submission.graded`, or `submission.rejected` for a submission that was not accepted',
  }),
  submission: nullable(uuid),
  event: nullable({ ...uuid, description: 'that was not accepted' }),
  version: Type.Integer(),
  grade: nullable(Type.Number()),
  learner: nullable(Type.String({ description: 'the LMS key' })),
  state: Type.Enum([...messageStates]),
  tries: Type.Integer({ description: 'since it was last queued' }),
  dueAt: nullable({ ...moment, description: 'of the next try' }),
  createdAt: moment,
  endedAt: nullable(moment),
}
const MessageReply = Type.Object(messageFields)

/** The log of grades sent to LMSs. */
export function addGradeMessageRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/connections/:connection/grades',
    {
      schema: {
        tags,
        summary: 'Grades sent to an LMS and each try, newest first',
        params: ConnectionParams,
        querystring: ListQuery,
        response: describeReplies({
          200: Type.Object({
            grades: Type.Array(Type.Object({ ...messageFields, deliveries: Type.Array(DeliveryReply) })),
          }),
        }),
      },
    },
    async (request, reply) => {
      const { id } = await findConnection(db, request.params.connection)
      const { limit = 20, state, cursor } = request.query
      const rows = await listMessages(db, {
        connectionId: id,
        state,
        before: cursor === undefined ? undefined : decodeCursor(cursor),
        limit: limit + 1,
      })
      const last = rows[limit - 1]
      if (rows.length > limit && last)
        reply.header('link', nextPage(`/v1/connections/${id}/grades`, request.query, encodeCursor(last.message.seq)))
      return {
        grades: rows.slice(0, limit).map(({ message, deliveries }) => ({
          ...describeMessage(message),
          deliveries: deliveries.map(describeDelivery),
        })),
      }
    },
  )

  app.post(
    '/v1/grade-messages/:id/replay',
    {
      schema: {
        tags,
        summary: 'Send a grade again',
        description:
          'Sends the grade of that submission as it is now, even if the message was about an earlier version. The `webhook-id` is that of the version, so a receiver that already has it may ignore it.',
        params: Type.Object({ id: uuid }),
        response: describeReplies({ 202: MessageReply }),
      },
    },
    async (request, reply) =>
      reply.code(202).send(describeMessage(await replayGrade(db, callerOf(request), request.params.id))),
  )
}

const describeMessage = (row: MessageRow) => ({
  id: row.id,
  type: row.payload.type,
  submission: row.submissionId,
  event: row.inboundEventId,
  version: row.version,
  grade: row.payload.type === 'submission.graded' ? row.payload.data.grade : null,
  learner: row.payload.data.learner,
  state: row.state,
  tries: row.tries,
  dueAt: row.state === 'waiting' ? row.dueAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

const describeDelivery = ({ at, status, error, ms, isReplay }: DeliveryRow) => ({
  at: at.toISOString(),
  status,
  error,
  ms,
  isReplay,
})
