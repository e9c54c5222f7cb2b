import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { findTaughtCourse } from '../courses/courses.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import {
  ConnectionParams,
  CourseParams,
  decodeCursor,
  describeReplies,
  encodeCursor,
  moment,
  nextPage,
  PageQuery,
  uuid,
} from '../http/schemas.js'
import { inboundLimits } from './adapter.js'
import { findConnection } from './connections.js'
import { listConnectionEvents, listCourseEvents, type ListedEvent, openStates } from './inbound/list-events.js'
import { matchEvent, retryEvent } from './inbound/match-event.js'
import { receiveWebhook, type Reception } from './inbound/receive-webhook.js'
import { unmatchEvent } from './inbound/unmatch-event.js'
import { inboundKinds, type InboundState, inboundStates } from './tables.js'

const tags = ['connections']

const text = nullable(Type.String())
const EventReply = Type.Object({
  id: uuid,
  connection: Type.String(),
  eventId: Type.String({ description: 'chosen by the sender' }),
  state: Type.Enum([...inboundStates]),
  reason: text,
  assignmentKey: text,
  courseKey: text,
  learnerKey: text,
  learnerName: text,
  attempt: nullable(Type.Integer()),
  kind: nullable(Type.Enum([...inboundKinds])),
  happenedAt: nullable({ ...moment, description: "by the LMS's clock" }),
  notes: Type.Array(Type.String()),
  submission: nullable(uuid),
  replaced: nullable({ ...uuid, description: 'the submission of the same attempt that it replaced' }),
  tries: Type.Integer(),
  dueAt: nullable({ ...moment, description: 'of the next try' }),
  receivedAt: moment,
  endedAt: nullable(moment),
})
const EventsReply = Type.Object({ events: Type.Array(EventReply) })
const EventQuery = Type.Object({ state: Type.Optional(Type.Enum([...inboundStates])), ...PageQuery }, exact)
const EventParams = Type.Object({ id: uuid })
const MatchBody = Type.Object(
  {
    assignment: Type.Optional({ ...uuid, description: "the assignment that the event's assignment key stands for" }),
    person: Type.Optional(
      Type.String({ maxLength: 200, description: "the person that the event's learner key stands for" }),
    ),
    enrol: Type.Optional(
      Type.Boolean({ description: 'enrols that person in the course; without `person`, adds a new person' }),
    ),
  },
  { ...exact, minProperties: 1 },
)

const UnmatchBody = Type.Object(
  {
    learner: Type.Optional(Type.Boolean({ description: 'the learner key belongs to another person' })),
    assignment: Type.Optional(Type.Boolean({ description: 'the assignment key belongs to another assignment' })),
  },
  { ...exact, minProperties: 1 },
)

/** What LMSs sent and what became of it; and what could not be placed, for those who can tell where it belongs. */
export function addLmsEventRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/courses/:course/events',
    {
      schema: {
        tags,
        summary: 'LMS events that did not become submissions',
        description:
          'Events that name the course, and events of its connection that name no known course. With `state`, also events that became submissions.',
        params: CourseParams,
        querystring: EventQuery,
        response: describeReplies({ 200: EventsReply }),
      },
    },
    async (request, reply) => {
      const course = await findTaughtCourse(db, callerOf(request), request.params.course)
      const { state } = request.query
      return paginate(reply, `/v1/courses/${course.id}/events`, request.query, (page) =>
        listCourseEvents(db, course, { states: state ? [state] : openStates, ...page }),
      )
    },
  )

  app.get(
    '/v1/connections/:connection/events',
    {
      schema: {
        tags,
        summary: 'All events from an LMS, newest first',
        params: ConnectionParams,
        querystring: EventQuery,
        response: describeReplies({ 200: EventsReply }),
      },
    },
    async (request, reply) => {
      const { id } = await findConnection(db, request.params.connection)
      const { state } = request.query
      return paginate(reply, `/v1/connections/${id}/events`, request.query, (page) =>
        listConnectionEvents(db, id, { states: state ? [state] : undefined, ...page }),
      )
    },
  )

  app.post(
    '/v1/events/:id/match',
    {
      schema: {
        tags,
        summary: 'Match the keys of an event',
        description:
          'From then on, the key stands for that assignment or person. The event is processed, and so is every other event that waits for the same keys.',
        params: EventParams,
        body: MatchBody,
        response: describeReplies({
          202: Type.Object({ restarted: Type.Integer({ description: 'events that are now processed' }) }),
        }),
      },
    },
    async (request, reply) =>
      reply.code(202).send({ restarted: await matchEvent(db, callerOf(request), request.params.id, request.body) }),
  )

  app.post(
    '/v1/events/:id/unmatch',
    {
      schema: {
        tags,
        summary: 'Undo the match of an event',
        description:
          'Every event with that key becomes unmatched again, and the submissions made from them are set aside: they no longer count, and the person they were matched with no longer sees them.',
        params: EventParams,
        body: UnmatchBody,
        response: describeReplies({
          200: Type.Object({ unmatched: Type.Integer({ description: 'events that are unmatched again' }) }),
        }),
      },
    },
    async (request) => ({ unmatched: await unmatchEvent(db, callerOf(request), request.params.id, request.body) }),
  )

  app.post(
    '/v1/events/:id/retry',
    {
      schema: {
        tags,
        summary: 'Retry an event',
        params: EventParams,
        response: describeReplies({ 202: Type.Object({ restarted: Type.Integer() }) }),
      },
    },
    async (request, reply) => {
      await retryEvent(db, callerOf(request), request.params.id)
      return reply.code(202).send({ restarted: 1 })
    },
  )
}

async function paginate(
  reply: { header(name: string, value: string): unknown },
  path: string,
  query: { limit?: number; cursor?: string; state?: InboundState },
  list: (page: { before: number | undefined; limit: number }) => Promise<ListedEvent[]>,
) {
  const { limit = 20, cursor } = query
  const rows = await list({ before: cursor === undefined ? undefined : decodeCursor(cursor), limit: limit + 1 })
  const last = rows[limit - 1]
  if (rows.length > limit && last) reply.header('link', nextPage(path, query, encodeCursor(last.seq)))
  return { events: rows.slice(0, limit).map(describeEvent) }
}

const describeEvent = (row: ListedEvent) => ({
  id: row.id,
  connection: row.connectionId,
  eventId: row.eventId,
  state: row.state,
  reason: row.reason,
  assignmentKey: row.assignmentKey,
  courseKey: row.courseKey,
  learnerKey: row.learnerKey,
  learnerName: row.learnerName,
  attempt: row.attempt,
  kind: row.kind,
  happenedAt: row.happenedAt?.toISOString() ?? null,
  notes: row.notes,
  submission: row.submissionId,
  replaced: row.replacedId,
  tries: row.tries,
  dueAt: row.state === 'waiting' ? row.dueAt.toISOString() : null,
  receivedAt: row.receivedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

const EventReceiptReply = Type.Object({
  event: uuid,
  state: Type.Enum([...inboundStates]),
  isDuplicate: Type.Boolean({ description: 'the same event was already received' }),
  submission: nullable({ ...uuid, description: 'the submission it became, once that is known' }),
  replaced: nullable({ ...uuid, description: 'the submission of the same attempt that it replaced' }),
  detail: Type.String({ description: 'what happens to it, as far as that is known' }),
  notes: Type.Array(Type.String({ description: 'what was ignored or changed on the way' })),
})

/**
 * Where LMSs call. Register it in a scope of its own: here every body is bytes, whatever its type says, because a
 * signature is over the bytes that were sent.
 */
export function addHookRoute(app: RouteApp, { db, config, metrics }: AppContext): void {
  app.removeAllContentTypeParsers()
  // A type that is none at all would be refused before any parser is asked.
  app.addHook('onRequest', async (request) => void delete request.raw.headers['content-type'])
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    '/v1/hooks/lms/:connection',
    {
      bodyLimit: inboundLimits.bodyBytes,
      config: { rateLimit: { max: config.ASSAY_HOOKS_PER_MINUTE, timeWindow: 60_000, keyGenerator: keyOf } },
      schema: {
        tags: ['connections'],
        summary: 'Receive an event from an LMS',
        description:
          'Signed as the adapter requires; needs no token. The response confirms that the event is kept, not what happens to it. The same event id sent again is the same event.',
        params: ConnectionParams,
        response: describeReplies({ 202: EventReceiptReply }),
      },
    },
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      try {
        const receipt = await receiveWebhook(db, request.params.connection, {
          headers: request.headers,
          rawBody,
          receivedAt: new Date(),
        })
        metrics.countWebhook(receipt.isDuplicate ? 'duplicate' : 'accepted')
        return await reply.code(202).send(describeReceipt(receipt))
      } catch (error) {
        if (error instanceof CallerError) metrics.countWebhook(error.code)
        throw error
      }
    },
  )
}

const describeReceipt = ({ event, state, isDuplicate, submissionId, replacedId, detail, notes }: Reception) => ({
  event,
  state,
  isDuplicate,
  submission: submissionId,
  replaced: replacedId,
  detail,
  notes,
})

/** One sender of one LMS: a noisy one does not keep another out. */
const keyOf = (request: FastifyRequest) =>
  `hook ${(request.params as { connection?: string }).connection} ${request.ip}`
