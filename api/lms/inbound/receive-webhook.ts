import { CallerError } from '../../../contracts/errors.js'
import { escapeLine } from '../../../contracts/escape.js'
import type { Database, Queryable } from '../../database/open-database.js'
import type { InboundRequest, LmsAdapter, LmsMessage } from '../adapter.js'
import { adapterOf, type ConnectionRow, findConnection, keySetReader, settingsOf } from '../connections.js'
import { clampToPast, type EventDraft, type EventReceipt, insertEvent } from './events.js'
import { findTarget } from './find-target.js'
import { explainReopened, findPresent, predictEnding, recount } from './hand-in.js'

/**
 * Proves who sent a webhook and keeps it as it came; the work is done later, from the table. What is proven is kept
 * even where it is refused, so that people can see it. Throws `connection-not-found`, `webhook-unauthorized`,
 * `webhook-stale` for what leaves no trace in the table; `webhook-malformed` and `foreign-assignment` for what does.
 */
export async function receiveWebhook(db: Database, connectionId: string, request: InboundRequest): Promise<Reception> {
  const connection = await findConnection(db, connectionId)
  const adapter = adapterOf(connection)
  const { eventId, content } = await adapter.verify(
    request,
    settingsOf(connection, request.receivedAt),
    keySetReader(connection),
  )
  const { draft, refusal, outlook } = await judge(
    db,
    connection,
    readMessage(adapter, content, eventId),
    request.receivedAt,
  )
  const receipt = await insertEvent(db, {
    connectionId,
    eventId,
    rawBody: request.rawBody,
    content: content.equals(request.rawBody) ? null : content,
    receivedAt: request.receivedAt,
    ...draft,
  })
  if (refusal) throw refusal
  return { ...receipt, detail: receipt.isDuplicate || outlook === undefined ? recount(receipt) : outlook }
}

/** What the sender is answered. */
export interface Reception extends EventReceipt {
  /** What becomes of it, as far as that is known. */
  detail: string
}

type Judgement = { draft: Partial<EventDraft>; refusal?: CallerError; outlook?: string }

async function judge(
  db: Queryable,
  connection: ConnectionRow,
  message: LmsMessage | CallerError,
  receivedAt: Date,
): Promise<Judgement> {
  if (message instanceof CallerError) return { draft: { state: 'refused', reason: message.message }, refusal: message }
  if (message.kind === 'ignored') return { draft: { state: 'ignored', reason: message.reason } }
  const { event } = message
  const keys = keysOf(message, receivedAt)
  const target = await findTarget(db, connection.id, event)
  if (target.kind === 'foreign')
    return {
      draft: { state: 'refused', reason: target.reason, ...keys },
      refusal: new CallerError('foreign-assignment', target.reason),
    }
  switch (message.kind) {
    case 'submitted':
      return {
        draft: { state: 'waiting', ...keys },
        outlook: predictEnding(await findPresent(db, connection, target, message.event), keys.happenedAt),
      }
    case 'withdrawn':
      return {
        draft: { state: 'waiting', ...keys },
        outlook: `Kept; what was submitted so far for attempt ${event.attempt} will no longer count.`,
      }
    case 'reopened':
      return { draft: { state: 'ignored', reason: explainReopened(event), ...keys } }
    case 'refused':
      return { draft: { state: 'refused', reason: escapeLine(message.reason), ...keys } }
  }
}

/** What an event is found again by. */
function keysOf({ kind, event }: Exclude<LmsMessage, { kind: 'ignored' }>, receivedAt: Date) {
  const { assignmentKey, courseKey, learner, attempt, notes } = event
  return {
    assignmentKey,
    courseKey,
    attempt,
    learnerKey: learner?.key ?? null,
    learnerName: learner?.name ?? null,
    memberKeys: 'members' in event ? [...event.members] : null,
    kind: kind === 'refused' ? ('submitted' as const) : kind,
    happenedAt: clampToPast(event, { receivedAt }),
    notes: [...notes],
  }
}

function readMessage(adapter: LmsAdapter, content: Buffer, eventId: string): LmsMessage | CallerError {
  try {
    return adapter.read(content, eventId)
  } catch (error) {
    if (error instanceof CallerError) return error
    throw error
  }
}
