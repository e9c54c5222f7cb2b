import { and, asc, desc, eq, inArray, lt } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { gradeDeliveries, gradeMessages, type MessageState } from '../../tables.js'
import type { MessageRow } from './enqueue-grade.js'

export type DeliveryRow = typeof gradeDeliveries.$inferSelect

export interface MessageFilter {
  connectionId: string
  state?: MessageState | undefined
  before?: number | undefined
  limit: number
}

/** Grades of a connection with every try to deliver them, newest first. Two queries. */
export async function listMessages(
  db: Queryable,
  { connectionId, state, before, limit }: MessageFilter,
): Promise<{ message: MessageRow; deliveries: DeliveryRow[] }[]> {
  const messages = await db
    .select()
    .from(gradeMessages)
    .where(
      and(
        eq(gradeMessages.connectionId, connectionId),
        state === undefined ? undefined : eq(gradeMessages.state, state),
        before === undefined ? undefined : lt(gradeMessages.seq, before),
      ),
    )
    .orderBy(desc(gradeMessages.seq))
    .limit(limit)
  const deliveries = await listDeliveries(
    db,
    messages.map(({ id }) => id),
  )
  return messages.map((message) => ({
    message,
    deliveries: deliveries.filter(({ messageId }) => messageId === message.id),
  }))
}

const listDeliveries = async (db: Queryable, messageIds: string[]): Promise<DeliveryRow[]> =>
  messageIds.length === 0
    ? []
    : db
        .select()
        .from(gradeDeliveries)
        .where(inArray(gradeDeliveries.messageId, messageIds))
        .orderBy(asc(gradeDeliveries.id))
