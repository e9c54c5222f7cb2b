import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { ConnectionParams, describeReplies, nullable, uuid } from '../http/schemas.js'
import { inboundLimits } from '../lms/inbound-limits.js'
import { receiveWebhook, type Reception } from '../lms/inbound/receive-webhook.js'
import { inboundStates } from '../tables.js'

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
