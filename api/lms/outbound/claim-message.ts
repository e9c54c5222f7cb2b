import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm'
import type { Database, Queryable } from '../../database/open-database.js'
import { connections, gradeDeliveries, gradeMessages } from '../../tables.js'
import type { ConnectionRow } from '../connections.js'
import type { MessageRow } from './enqueue-grade.js'

/** A message that this process sends, once. */
export interface ClaimedMessage {
  /** `tries` counts this one. */
  message: MessageRow
  connection: ConnectionRow
  /** Row of the log that takes the outcome. */
  deliveryId: number
}

/** A receiver that is slow must leave room for others. */
const PER_CONNECTION = 4

/** Stays in the log where a process ends before it can note the outcome. */
const NOT_NOTED = 'The outcome is not recorded: the delivery is in progress, or the process ended before it finished.'

/**
 * Takes the message that is due for longest, for `leaseMs`: after that it counts as not sent, whatever became of the
 * process. Of one submission only the newest is sent, and never two at a time, so that versions arrive in their order.
 */
export async function claimMessage(db: Database, leaseMs: number): Promise<ClaimedMessage | null> {
  return db.transaction(async (tx) => {
    const isReady = and(isDue, isNull(connections.gradesStoppedAt), isNotNull(connections.gradeUrl), isAlone, hasRoom)
    const [found] = await tx
      .select({ message: gradeMessages, connection: connections })
      .from(gradeMessages)
      .innerJoin(connections, eq(connections.id, gradeMessages.connectionId))
      .where(isReady)
      .orderBy(asc(gradeMessages.dueAt))
      .limit(1)
      .for('update', { of: gradeMessages, skipLocked: true })
    if (!found) return null
    const lease = sql`now() + make_interval(secs => ${leaseMs / 1000})`
    const [message] = await tx
      .update(gradeMessages)
      .set({ state: 'sending', tries: sql`tries + 1`, dueAt: lease, endedAt: null })
      .where(eq(gradeMessages.id, found.message.id))
      .returning()
    if (!message) throw new Error('a locked message no longer exists')
    await closeOlder(tx, message)
    return { message, connection: found.connection, deliveryId: await openDelivery(tx, message) }
  })
}

const isDue = and(inArray(gradeMessages.state, ['waiting', 'sending']), lte(gradeMessages.dueAt, sql`now()`))

const isAlone = sql`not exists (select 1 from grade_messages other
  where other.submission_id = ${gradeMessages.submissionId} and other.id <> ${gradeMessages.id}
    and ((other.state = 'sending' and other.due_at > now()) or (other.state in ('waiting', 'sending') and other.version > ${gradeMessages.version})))`

const hasRoom = sql`(select count(*) from grade_messages other
  where other.connection_id = ${gradeMessages.connectionId} and other.state = 'sending' and other.due_at > now()) < ${PER_CONNECTION}`

/** Those whose sender died while a newer one came. */
async function closeOlder(tx: Queryable, { submissionId, version }: MessageRow): Promise<void> {
  if (submissionId === null) return
  const isLeft = and(
    eq(gradeMessages.submissionId, submissionId),
    eq(gradeMessages.state, 'sending'),
    lt(gradeMessages.version, version),
  )
  await tx
    .update(gradeMessages)
    .set({ state: 'superseded', endedAt: sql`now()` })
    .where(isLeft)
}

/** A first try of a message that has tries behind it was asked for by a person. */
async function openDelivery(tx: Queryable, { id, tries }: MessageRow): Promise<number> {
  const isReplay = tries === 1 && (await tx.$count(gradeDeliveries, eq(gradeDeliveries.messageId, id))) > 0
  const [row] = await tx
    .insert(gradeDeliveries)
    .values({ messageId: id, error: NOT_NOTED, ms: 0, isReplay })
    .returning({ id: gradeDeliveries.id })
  if (!row) throw new Error('the delivery was not recorded')
  return row.id
}
