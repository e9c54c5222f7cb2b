import { CallerError } from '../../../contracts/errors.js'
import type { Database, Queryable } from '../../database/open-database.js'
import type { InboundRequest, LmsAdapter } from '../adapter.js'
import { adapterOf, keySetReader, settingsOf } from '../connection-rules.js'
import { findConnection } from '../connections.js'
import type { LmsMessage } from '../lms-event.js'
import { insertEvent, type EventDraft, type EventReceipt } from './event-table.js'
import { findTarget } from './find-target.js'

/**
 * Proves who sent a webhook and keeps it as it came; the work is done later, from the table. What is proven is kept
 * even where it is refused, so that people can see it. Throws `connection-not-found`, `webhook-unauthorized`,
 * `webhook-stale` for what leaves no trace in the table; `webhook-malformed` and `foreign-assignment` for what does.
 */
export async function receiveWebhook(db: Database, connectionId: string, request: InboundRequest): Promise<EventReceipt> {
  const connection = await findConnection(db, connectionId)
  const adapter = adapterOf(connection)
  const { eventId, content } = await adapter.verify(request, settingsOf(connection, request.receivedAt), keySetReader(connection))
  const { draft, refusal } = await judge(db, connection.id, readMessage(adapter, content, eventId))
  const receipt = await insertEvent(db, {
    connectionId,
    eventId,
    rawBody: request.rawBody,
    content: content.equals(request.rawBody) ? null : content,
    receivedAt: request.receivedAt,
    ...draft,
  })
  if (refusal) throw refusal
  return receipt
}

type Judgement = { draft: Partial<EventDraft>; refusal?: CallerError }

async function judge(db: Queryable, connectionId: string, message: LmsMessage | CallerError): Promise<Judgement> {
  if (message instanceof CallerError) return { draft: { state: 'refused', reason: message.message }, refusal: message }
  if (message.kind === 'ignored') return { draft: { state: 'ignored', reason: message.reason } }
  const { assignmentKey, courseKey, learner, attempt } = message.event
  const keys = { assignmentKey, courseKey, learnerKey: learner.key, learnerName: learner.name, attempt }
  const target = await findTarget(db, connectionId, message.event)
  if (target.kind !== 'foreign') return { draft: { state: 'waiting', ...keys } }
  return { draft: { state: 'refused', reason: target.reason, ...keys }, refusal: new CallerError('foreign-assignment', target.reason) }
}

function readMessage(adapter: LmsAdapter, content: Buffer, eventId: string): LmsMessage | CallerError {
  try {
    return adapter.read(content, eventId)
  } catch (error) {
    if (error instanceof CallerError) return error
    throw error
  }
}
