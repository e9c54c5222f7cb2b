import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Database, Queryable } from '../../database/open-database.js'
import { inboundEvents, type InboundState } from '../../database/schema.js'

export type EventRow = typeof inboundEvents.$inferSelect

/** A webhook whose sender is proven, as it is kept. */
export type EventDraft = Pick<typeof inboundEvents.$inferInsert, 'connectionId' | 'eventId' | 'rawBody' | 'content' | 'state' | 'reason' | 'assignmentKey' | 'courseKey' | 'learnerKey' | 'learnerName' | 'attempt' | 'receivedAt'>

export interface EventReceipt {
  event: string
  state: InboundState
  /** The same event was here before; nothing was stored. */
  isDuplicate: boolean
}

/** Keeps an event, once: the same id of the same connection is the same event, also when two arrive at a time. */
export async function insertEvent(db: Database, draft: EventDraft): Promise<EventReceipt> {
  return db.transaction(async (tx) => {
    const isEnded = draft.state !== 'waiting'
    const [stored] = await tx.insert(inboundEvents).values({ ...draft, endedAt: isEnded ? sql`now()` : null }).onConflictDoNothing().returning({ event: inboundEvents.id, state: inboundEvents.state })
    if (stored) {
      await wakeReaders(tx)
      return { ...stored, isDuplicate: false }
    }
    const isSame = and(eq(inboundEvents.connectionId, draft.connectionId), eq(inboundEvents.eventId, draft.eventId))
    const [earlier] = await tx.select({ event: inboundEvents.id, state: inboundEvents.state }).from(inboundEvents).where(isSame)
    if (!earlier) throw new Error('an event was neither stored nor there before')
    return { ...earlier, isDuplicate: true }
  })
}

export const wakeReaders = (tx: Queryable) => tx.execute(sql`select pg_notify('assay_inbound', '')`)

/** An LMS whose files come slowly must leave lanes for others. */
const PER_CONNECTION = 3

/** Takes the event that is due for longest, for `leaseMs`: after that others may take it over. Each time counts as a try. */
export async function claimEvent(db: Queryable, leaseMs: number): Promise<EventRow | null> {
  const hasRoom = sql`(select count(*) from inbound_events other
    where other.connection_id = ${inboundEvents.connectionId} and other.state = 'working' and other.due_at > now()) < ${PER_CONNECTION}`
  const next = db
    .select({ id: inboundEvents.id })
    .from(inboundEvents)
    .where(and(inArray(inboundEvents.state, ['waiting', 'working']), lte(inboundEvents.dueAt, sql`now()`), hasRoom))
    .orderBy(asc(inboundEvents.dueAt))
    .limit(1)
    .for('update', { skipLocked: true })
  const [event] = await db
    .update(inboundEvents)
    .set({ state: 'working', tries: sql`tries + 1`, dueAt: sql`now() + make_interval(secs => ${leaseMs / 1000})` })
    .where(eq(inboundEvents.id, sql`${next}`)) // not IN: that may run the inner query once a row
    .returning()
  return event ?? null
}

/** What became of an event. `reason` is for people. */
export interface EventEnding {
  state: Exclude<InboundState, 'waiting' | 'working'>
  reason: string | null
  submissionId?: string
}

/** Holds only for whoever has the event: after its lease another may have taken it. */
const isHeld = ({ id, tries }: EventRow) => and(eq(inboundEvents.id, id), eq(inboundEvents.state, 'working'), eq(inboundEvents.tries, tries))

/** `false` where another process took the event over meanwhile: then nothing of ours may count. */
export async function endEvent(tx: Queryable, event: EventRow, ending: EventEnding): Promise<boolean> {
  const ended = await tx.update(inboundEvents).set({ submissionId: null, ...ending, endedAt: sql`now()` }).where(isHeld(event)).returning({ id: inboundEvents.id })
  return ended.length > 0
}

/** Lets an event be tried again after `waitMs`. */
export async function postponeEvent(tx: Queryable, event: EventRow, waitMs: number, reason: string): Promise<void> {
  const dueAt = sql`now() + make_interval(secs => ${waitMs / 1000})`
  await tx.update(inboundEvents).set({ state: 'waiting', reason, dueAt }).where(isHeld(event))
}
