import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { claimDue, dueIn, isHeld, waitAfter } from '../../background.js'
import { lockSubmissions } from '../../database/lock-grades.js'
import type { Database, Queryable } from '../../database/open-database.js'
import { connections } from '../../courses/tables.js'
import { gradeDeliveries, gradeMessages } from '../tables.js'
import { submissions } from '../../submissions/tables.js'
import type { ConnectionRow } from '../connections.js'
import { type MessageRow, stopGrades } from '../../grades/grade-outbox.js'

/** A message that this process sends, once. */
export interface ClaimedMessage {
  /** `tries` counts this one. */
  message: MessageRow
  connection: ConnectionRow
  /** Row of the log that takes the outcome. */
  deliveryId: number
}

const PER_CONNECTION = 4

/** Stays in the log where a process ends before it can note the outcome. */
const NOT_NOTED = 'The outcome is not recorded: the delivery is in progress, or the process ended before it finished.'

/**
 * Claims the message that has been due for longest. Of one submission only the newest is sent, and never two at a time,
 * so that versions arrive in their order.
 */
export async function claimMessage(db: Database, leaseMs: number): Promise<ClaimedMessage | null> {
  return db.transaction(async (tx) => {
    const isReady = and(isWanted, isAlone)
    const claim = { heldState: 'sending', leaseMs, perConnection: PER_CONNECTION, isReady }
    const message = await claimDue(tx, gradeMessages, claim)
    if (!message) return null
    const [connection] = await tx.select().from(connections).where(eq(connections.id, message.connectionId))
    if (!connection) throw new Error('the connection of a message no longer exists')
    await closeOlder(tx, message)
    return { message, connection, deliveryId: await openDelivery(tx, message) }
  })
}

/** Its receiver has an address for grades, and did not stop them. */
const isWanted = sql`exists (select 1 from connections receiver
  where receiver.id = ${gradeMessages.connectionId}
    and receiver.grades_stopped_at is null and receiver.grade_url is not null)`

const isAlone = sql`not exists (select 1 from grade_messages other
  where other.submission_id = ${gradeMessages.submissionId} and other.id <> ${gradeMessages.id}
    and ((other.state = 'sending' and other.due_at > now()) or (other.state in ('waiting', 'sending') and other.version > ${gradeMessages.version})))`

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
    await tx
      .update(gradeMessages)
      .set(next)
      .where(isHeld(gradeMessages, message, 'sending'))
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
  const waitMs = waitAfter(message.tries, { waits, firstWaitMs })
  if (waitMs === null) return ended('failed')
  return { state: 'waiting' as const, dueAt: dueIn(respectRetryAfter(waitMs, retryAfterMs)) }
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

/**
 * Waits between tries in units of the first, which is five seconds unless set otherwise: 5 s, 5 min, 30 min, 2 h, 5 h,
 * 10 h, 14 h, 20 h, 24 h, as Standard Webhooks proposes.
 */
export const waits = [1, 60, 360, 1440, 3600, 7200, 10_080, 14_400, 17_280] as const

const DAY_MS = 24 * 3_600_000

/** A receiver that says when to come back is not asked before, nor left alone for more than a day. */
export const respectRetryAfter = (waitMs: number, retryAfterMs: number | null): number =>
  Math.max(waitMs, Math.min(retryAfterMs ?? 0, DAY_MS))

/**
 * The header `Retry-After`, in seconds or as a date, in milliseconds from `now`; `null` where there is none that can be
 * read.
 */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = /^[A-Z][a-z]+,/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}

/** What became of one try. */
export interface DeliveryOutcome {
  /** `null` where no answer came. */
  status: number | null
  /** Why it is not delivered, for people; `null` where it is. */
  error: string | null
  ms: number
  retryAfterMs: number | null
}
