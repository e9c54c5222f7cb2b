import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Database, Queryable } from '../../database/open-database.js'
import { gradeDeliveries, gradeMessages, submissions } from '../../tables.js'
import { lockSubmissions } from '../../database/lock-grades.js'
import type { ClaimedMessage } from './claim-message.js'
import type { DeliveryOutcome } from './deliver-grade.js'
import type { MessageRow } from './enqueue-grade.js'
import { waitAfter } from './retry-schedule.js'
import { stopGrades } from './stop-grades.js'

const GONE = 410

/**
 * Notes what became of a try and what follows from it: delivered, tried again later, given up, or, after a 410, all
 * grades of the connection stopped. Where another process took the message over meanwhile, only the log changes.
 * Answers the state of the message.
 */
export async function settleDelivery(
  db: Database,
  { message, connection, deliveryId }: ClaimedMessage,
  outcome: DeliveryOutcome,
  firstWaitMs: number,
): Promise<MessageRow['state']> {
  const { status, error, ms } = outcome
  return db.transaction(async (tx) => {
    if (message.submissionId !== null) await lockSubmissions(tx, [message.submissionId]) // a newer grade may just be put in line, and must be seen here
    await tx.update(gradeDeliveries).set({ status, error, ms }).where(eq(gradeDeliveries.id, deliveryId))
    const next = await decideNext(tx, message, outcome, firstWaitMs)
    const isMine = and(
      eq(gradeMessages.id, message.id),
      eq(gradeMessages.state, 'sending'),
      eq(gradeMessages.tries, message.tries),
    )
    await tx.update(gradeMessages).set(next).where(isMine)
    if (next.state === 'stopped') await stopGrades(tx, connection.id)
    return next.state
  })
}

async function decideNext(
  tx: Queryable,
  message: MessageRow,
  { status, error, retryAfterMs }: DeliveryOutcome,
  firstWaitMs: number,
) {
  const ended = (state: MessageRow['state']) => ({ state, endedAt: sql`now()` })
  if (error === null) return ended('delivered')
  if (status === GONE) return ended('stopped')
  if (await isOutdated(tx, message)) return ended('superseded')
  const waitMs = waitAfter(message.tries, { firstWaitMs, retryAfterMs })
  if (waitMs === null) return ended('failed')
  return { state: 'waiting' as const, dueAt: sql`now() + make_interval(secs => ${waitMs / 1000})` }
}

/** Whether there is a newer grade of the submission, or it counts no more. A rejection stays true. */
async function isOutdated(tx: Queryable, { submissionId, version }: MessageRow): Promise<boolean> {
  if (submissionId === null) return false
  const newer = await tx.$count(
    gradeMessages,
    and(eq(gradeMessages.submissionId, submissionId), gt(gradeMessages.version, version)),
  )
  const standing = await tx.$count(
    submissions,
    and(eq(submissions.id, submissionId), isNull(submissions.replacedBy), isNull(submissions.setAside)),
  )
  return newer > 0 || standing === 0
}
