import { and, desc, eq, gte, inArray, isNull, lte, ne } from 'drizzle-orm'
import { lockSubmissions } from '../../database/lock-grades.js'
import type { Queryable } from '../../database/open-database.js'
import { dropGradeMessages } from '../../grades/grade-outbox.js'
import { inboundEvents } from '../tables.js'
import { submissions } from '../../submissions/tables.js'
import { holdOwner, storeWork } from '../../submissions/accept-submission.js'
import type { SubmissionDraft } from '../../submissions/accept-submission.js'
import type { SubmissionRow } from '../../submissions/runs.js'

/** An attempt in an LMS. It may be handed in many times: learners may change their files until the due date. */
export interface LmsAttempt {
  connectionId: string
  assignmentId: string
  /** What an event may call the assignment. */
  assignmentKeys: readonly string[]
  /** The person, and what the LMS calls them. */
  owner: string
  learner: string
  number: number
}

/** A moment within an attempt, by the LMS's clock; two of one moment are told apart by the order of their events. */
export interface Moment {
  at: Date
  seq: number
}

/**
 * What of the same attempt is newer than a hand-in, which is then too old to count: other files, or that it was taken
 * back.
 */
export type Newer = { kind: 'replaced'; submission: SubmissionRow } | { kind: 'withdrawn'; at: Date }

export type LmsAcceptance =
  | { kind: 'accepted'; submission: SubmissionRow; replaced: SubmissionRow | null }
  | { kind: 'same'; submission: SubmissionRow }
  | Newer

/** A draft that an LMS sent for an assignment. */
export type LmsDraft = SubmissionDraft &
  Required<Pick<SubmissionDraft, 'lms'>> & { assignment: NonNullable<SubmissionDraft['assignment']> }

/**
 * Stores what an LMS says was handed in, unless the attempt has it already or has something newer. The newest content
 * of an attempt takes the place of what was there, whose grade is then told to nobody any more. `seq` is that of the
 * event.
 */
export async function acceptFromLms(tx: Queryable, draft: LmsDraft, seq: number): Promise<LmsAcceptance> {
  await holdOwner(tx, draft.owner)
  const attempt = attemptOf(draft)
  const current = await findCurrent(tx, attempt)
  if (current?.sourceSha256 === draft.source.sha256 && current.language === draft.language)
    return { kind: 'same', submission: current }
  const newer = await findNewer(tx, attempt, { at: draft.submittedAt, seq })
  if (newer) return newer
  const submission = await storeWork(tx, draft)
  await replaceOthers(tx, attempt, submission)
  return { kind: 'accepted', submission, replaced: current }
}

export const attemptOf = ({ owner, assignment, lms }: Pick<LmsDraft, 'owner' | 'assignment' | 'lms'>): LmsAttempt => ({
  connectionId: lms.connectionId,
  assignmentId: assignment.id,
  assignmentKeys: assignment.lmsKey === null ? [assignment.id] : [assignment.id, assignment.lmsKey],
  owner,
  learner: lms.learner,
  number: lms.attempt,
})

/** What stands for the attempt now: the newest content that was not taken back. */
export async function findCurrent(tx: Queryable, attempt: LmsAttempt): Promise<SubmissionRow | null> {
  const [row] = await tx
    .select()
    .from(submissions)
    .where(and(isOf(attempt), isNull(submissions.replacedBy), isNull(submissions.setAside)))
    .orderBy(desc(submissions.seq))
    .limit(1)
  return row ?? null
}

/** What makes a hand-in of the moment too old to count; `null` where it is the newest there is. */
export async function findNewer(tx: Queryable, attempt: LmsAttempt, moment: Moment): Promise<Newer | null> {
  const withdrawnAt = await findWithdrawal(tx, attempt, moment)
  if (withdrawnAt) return { kind: 'withdrawn', at: withdrawnAt }
  const current = await findCurrent(tx, attempt)
  if (!current) return null
  const isNewer = compareMoments({ at: current.submittedAt, seq: await seqOf(tx, current) }, moment) > 0
  return isNewer ? { kind: 'replaced', submission: current } : null
}

export const compareMoments = (a: Moment, b: Moment): number => a.at.getTime() - b.at.getTime() || a.seq - b.seq

/** Holds for every submission of the attempt. */
const isOf = ({ connectionId, assignmentId, owner, number }: LmsAttempt) =>
  and(
    eq(submissions.connectionId, connectionId),
    eq(submissions.assignmentId, assignmentId),
    eq(submissions.owner, owner),
    eq(submissions.lmsAttempt, number),
  )

/**
 * When the attempt was taken back at that moment or later. The event of it may have come before the hand-in it is of.
 */
async function findWithdrawal(
  tx: Queryable,
  { connectionId, assignmentKeys, learner, number }: LmsAttempt,
  moment: Moment,
): Promise<Date | null> {
  const { happenedAt, seq } = inboundEvents
  const isOfAttempt = and(
    eq(inboundEvents.connectionId, connectionId),
    eq(inboundEvents.learnerKey, learner),
    inArray(inboundEvents.assignmentKey, [...assignmentKeys]),
    eq(inboundEvents.attempt, number),
    eq(inboundEvents.kind, 'withdrawn'),
    eq(inboundEvents.state, 'done'),
    gte(happenedAt, moment.at),
  )
  const [last] = await tx
    .select({ at: happenedAt, seq })
    .from(inboundEvents)
    .where(isOfAttempt)
    .orderBy(desc(happenedAt), desc(seq))
    .limit(1)
  return last?.at && compareMoments({ at: last.at, seq: last.seq }, moment) > 0 ? last.at : null
}

/** Of the event that became the submission. */
async function seqOf(tx: Queryable, { id }: SubmissionRow): Promise<number> {
  const [row] = await tx
    .select({ seq: inboundEvents.seq })
    .from(inboundEvents)
    .where(and(eq(inboundEvents.submissionId, id), eq(inboundEvents.state, 'done')))
    .limit(1)
  return row?.seq ?? 0
}

async function replaceOthers(tx: Queryable, attempt: LmsAttempt, { id }: SubmissionRow): Promise<void> {
  const others = await tx
    .select({ id: submissions.id })
    .from(submissions)
    .where(and(isOf(attempt), ne(submissions.id, id)))
  const ids = others.map((row) => row.id)
  await lockSubmissions(tx, ids)
  await tx
    .update(submissions)
    .set({ replacedBy: id })
    .where(and(isOf(attempt), ne(submissions.id, id)))
  await dropGradeMessages(tx, ids)
}

/** Withdraws what was handed in for an attempt up to a moment. Answers the ids, the newest first. */
export async function setAsideAttempt(tx: Queryable, attempt: LmsAttempt, until: Date): Promise<string[]> {
  await holdOwner(tx, attempt.owner)
  const isMeant = and(isOf(attempt), isNull(submissions.setAside), lte(submissions.submittedAt, until))
  const rows = await tx
    .select({ id: submissions.id })
    .from(submissions)
    .where(isMeant)
    .orderBy(desc(submissions.submittedAt), desc(submissions.seq))
  const ids = rows.map(({ id }) => id)
  await setAside(tx, ids, 'withdrawn')
  return ids
}

/** Lets submissions count for nothing any more; their grades stay as they were, and are told to nobody. */
export async function setAside(tx: Queryable, ids: readonly string[], why: 'withdrawn' | 'misplaced'): Promise<void> {
  if (ids.length === 0) return
  await lockSubmissions(tx, ids)
  await tx
    .update(submissions)
    .set({ setAside: why })
    .where(inArray(submissions.id, [...ids]))
  await dropGradeMessages(tx, ids)
}
