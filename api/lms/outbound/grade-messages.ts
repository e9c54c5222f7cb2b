import { and, asc, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm'
import { CallerError } from '../../../contracts/errors.js'
import { recordAudit } from '../../database/audit.js'
import { lockSubmissions } from '../../database/lock-grades.js'
import type { Database, Queryable } from '../../database/open-database.js'
import { findGrade } from '../../grades/grades.js'
import { type Caller, seesWhole } from '../../http/access.js'
import { gradeDeliveries, gradeMessages, type MessageState } from '../tables.js'
import { submissions } from '../../submissions/tables.js'
import { findHandledEvent } from '../inbound/list-events.js'
import { enqueueGradeAgain, type MessageRow, wakeSenders } from '../../grades/grade-outbox.js'

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

/**
 * Sends the grade that a message told of once more: the current one, as an older one would put the LMS back to what is
 * not true any more. It keeps the id of its version, so a receiver that has it already may leave it out. A rejection is
 * sent as it was. Throws `not-found` for messages of courses that the caller does not teach.
 */
export async function replayGrade(db: Database, caller: Caller, messageId: string): Promise<MessageRow> {
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ message: gradeMessages, submission: { id: submissions.id, courseId: submissions.courseId } })
      .from(gradeMessages)
      .leftJoin(submissions, eq(submissions.id, gradeMessages.submissionId))
      .where(eq(gradeMessages.id, messageId))
    const message =
      found &&
      (found.submission
        ? await replayOf(tx, caller, found.submission)
        : await replayRejection(tx, caller, found.message))
    if (!message) throw new CallerError('not-found', 'There is no grade message with that id.')
    const { courseId = null, id = message.inboundEventId ?? '' } = found.submission ?? {}
    await recordAudit(tx, {
      actor: caller.owner,
      action: 'grade.replayed',
      courseId,
      subject: id,
      details: { message: message.id, version: message.version },
    })
    return message
  })
}

async function replayOf(
  tx: Queryable,
  caller: Caller,
  submission: { id: string; courseId: string | null },
): Promise<MessageRow | null> {
  if (!seesWhole(caller, submission)) return null
  await lockSubmissions(tx, [submission.id])
  const grade = await findGrade(tx, submission.id)
  const message = grade && (await enqueueGradeAgain(tx, grade))
  if (!message)
    throw new CallerError(
      'bad-request',
      'This grade can no longer be sent: the course has no connection for it, or the submission was replaced or withdrawn.',
    )
  return message
}

async function replayRejection(
  tx: Queryable,
  caller: Caller,
  { id, inboundEventId }: MessageRow,
): Promise<MessageRow | null> {
  await findHandledEvent(tx, caller, inboundEventId ?? id)
  const again = { state: 'waiting' as const, tries: 0, dueAt: sql`now()`, endedAt: null }
  const [message] = await tx
    .update(gradeMessages)
    .set(again)
    .where(and(eq(gradeMessages.id, id), ne(gradeMessages.state, 'sending')))
    .returning()
  await wakeSenders(tx)
  return message ?? null
}
