import { and, eq, sql } from 'drizzle-orm'
import { claimDue, dueIn, isHeld } from '../../background.js'
import type { Database, Queryable } from '../../database/open-database.js'
import { inboundEvents, type InboundState } from '../tables.js'
import type { LmsAttemptEvent } from '../adapter.js'
import { enqueueRejection } from '../outbound/enqueue-rejection.js'

export type EventRow = typeof inboundEvents.$inferSelect

/** A webhook whose sender is proven, as it is kept. */
export type EventDraft = Pick<
  typeof inboundEvents.$inferInsert,
  | 'connectionId'
  | 'eventId'
  | 'rawBody'
  | 'content'
  | 'state'
  | 'reason'
  | 'assignmentKey'
  | 'courseKey'
  | 'learnerKey'
  | 'learnerName'
  | 'memberKeys'
  | 'kind'
  | 'attempt'
  | 'happenedAt'
  | 'notes'
  | 'receivedAt'
>

export interface EventReceipt extends Pick<EventRow, 'state' | 'reason' | 'submissionId' | 'replacedId' | 'notes'> {
  event: string
  /** The same event was here before; nothing was stored. */
  isDuplicate: boolean
}

const pickReceipt = ({ id: event, state, reason, submissionId, replacedId, notes }: EventRow) => ({
  event,
  state,
  reason,
  submissionId,
  replacedId,
  notes,
})

/**
 * Keeps an event, once: the same id of the same connection is the same event, also when two arrive at a time. One that
 * is refused already is told to the LMS.
 */
export async function insertEvent(db: Database, draft: EventDraft): Promise<EventReceipt> {
  return db.transaction(async (tx) => {
    const isEnded = draft.state !== 'waiting'
    const [stored] = await tx
      .insert(inboundEvents)
      .values({ ...draft, endedAt: isEnded ? sql`now()` : null })
      .onConflictDoNothing()
      .returning()
    if (stored) {
      if (stored.state === 'refused') await enqueueRejection(tx, stored)
      await wakeReaders(tx)
      return { ...pickReceipt(stored), isDuplicate: false }
    }
    const isSame = and(eq(inboundEvents.connectionId, draft.connectionId), eq(inboundEvents.eventId, draft.eventId))
    const [earlier] = await tx.select().from(inboundEvents).where(isSame)
    if (!earlier) throw new Error('an event was neither stored nor there before')
    return { ...pickReceipt(earlier), isDuplicate: true }
  })
}

export const wakeReaders = (tx: Queryable) => tx.execute(sql`select pg_notify('assay_inbound', '')`)

const PER_CONNECTION = 3

/** Claims the event that has been due for longest; `null` if there is none. */
export const claimEvent = (db: Queryable, leaseMs: number): Promise<EventRow | null> =>
  claimDue(db, inboundEvents, { heldState: 'working', leaseMs, perConnection: PER_CONNECTION })

/** What became of an event. `reason` is for people. */
export interface EventEnding {
  state: Exclude<InboundState, 'waiting' | 'working'>
  reason: string | null
  /** What it became; or the submission for whose sake it became none. */
  submissionId?: string
  /** Whose place that one took. */
  replacedId?: string | null
}

/** The LMS knows when something happened, but nothing happens after we were told of it. */
export const clampToPast = (
  { happenedAt }: Pick<LmsAttemptEvent, 'happenedAt'>,
  { receivedAt }: Pick<EventRow, 'receivedAt'>,
): Date => (happenedAt && happenedAt < receivedAt ? happenedAt : receivedAt)

/** `false` where another process took the event over meanwhile: then nothing of ours may count. */
export async function endEvent(tx: Queryable, event: EventRow, ending: EventEnding): Promise<boolean> {
  const ended = await tx
    .update(inboundEvents)
    .set({ submissionId: null, replacedId: null, ...ending, endedAt: sql`now()` })
    .where(isHeld(inboundEvents, event, 'working'))
    .returning({ id: inboundEvents.id })
  return ended.length > 0
}

/** Lets an event be tried again after `waitMs`. */
export async function postponeEvent(tx: Queryable, event: EventRow, waitMs: number, reason: string): Promise<void> {
  await tx
    .update(inboundEvents)
    .set({ state: 'waiting', reason, dueAt: dueIn(waitMs) })
    .where(isHeld(inboundEvents, event, 'working'))
}
