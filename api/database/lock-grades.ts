import { sql } from 'drizzle-orm'
import type { Queryable } from './open-database.js'

/**
 * Locks that keep grades true while several requests and reports change them. Always in this order, or two of them wait
 * for each other: assignment, submissions by their ids, runs, regrade. A lock is a statement of its own: what is read
 * in the statement that waited may be older than what it waited for.
 */

/**
 * Keeps the rules and the package of an assignment as they are, to the end of the transaction; others may do so too.
 */
export async function shareLockAssignment(tx: Queryable, id: string): Promise<void> {
  await tx.execute(sql`select id from assignments where id = ${id} for share`)
}

/** As `shareLockAssignment`, for the assignment of a submission; nothing for practice. */
export async function shareLockAssignmentOf(tx: Queryable, submissionId: string): Promise<void> {
  await tx.execute(
    sql`select id from assignments where id = (select assignment_id from submissions where id = ${submissionId}) for share`,
  )
}

/** Lets one transaction at a time change the assignment or regrade it, with nobody settling grades meanwhile. */
export async function lockAssignment(tx: Queryable, id: string): Promise<void> {
  await tx.execute(sql`select id from assignments where id = ${id} for no key update`)
}

/** Lets one transaction at a time add runs, events and grades of these submissions. */
export async function lockSubmissions(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(sql`select id from submissions where id in ${[...ids]} order by id for no key update`)
}
