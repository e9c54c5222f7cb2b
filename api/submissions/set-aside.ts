import { and, desc, inArray, isNull, lte } from 'drizzle-orm'
import type { Queryable } from '../database/open-database.js'
import { submissions } from '../tables.js'
import { lockSubmissions } from '../database/lock-grades.js'
import { dropGradeMessages } from '../lms/outbound/drop-messages.js'
import { isOf, type LmsAttempt } from './accept-from-lms.js'
import { holdOwner } from './accept-submission.js'

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
