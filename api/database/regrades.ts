import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { isInCourse, teaches, type Caller } from '../http/caller.js'
import type { AssignmentRow } from './assignments.js'
import type { Queryable } from './open-database.js'
import { assignments, regrades } from '../tables.js'

export type RegradeRow = typeof regrades.$inferSelect

/** A regrade and what it is of. */
export interface FoundRegrade {
  regrade: RegradeRow
  assignment: AssignmentRow
}

/**
 * For those who teach its course. Throws `regrade-not-found` to strangers of the course, `not-allowed` to its learners.
 */
export async function findTaughtRegrade(db: Queryable, caller: Caller, id: string): Promise<FoundRegrade> {
  const [row] = await db
    .select({ regrade: regrades, assignment: assignments })
    .from(regrades)
    .innerJoin(assignments, eq(assignments.id, regrades.assignmentId))
    .where(eq(regrades.id, id))
  if (!row || !isInCourse(caller, row.assignment.courseId))
    throw new CallerError('regrade-not-found', 'No assignment of your courses has a regrade with that id.')
  if (!teaches(caller, row.assignment.courseId))
    throw new CallerError('not-allowed', 'Only instructors of the course may do this.')
  return row
}

/** Of one assignment, newest first. */
export const listRegrades = (db: Queryable, assignmentId: string): Promise<RegradeRow[]> =>
  db
    .select()
    .from(regrades)
    .where(eq(regrades.assignmentId, assignmentId))
    .orderBy(desc(regrades.createdAt), desc(regrades.id))
    .limit(100)

/** The one that runs or waits to be applied; there is never more than one. */
export async function findOpenRegrade(db: Queryable, assignmentId: string): Promise<RegradeRow | null> {
  const [row] = await db
    .select()
    .from(regrades)
    .where(and(eq(regrades.assignmentId, assignmentId), inArray(regrades.state, ['running', 'ready'])))
  return row ?? null
}

/** A run of a regrade of all has ended: once all have, it is ready to be looked at. */
export async function noteRegradeProgress(tx: Queryable, regradeId: string): Promise<void> {
  // Its last two runs may end at the same moment: the second to get here must see the first.
  await tx.execute(sql`select id from regrades where id = ${regradeId} for no key update`)
  const isDone = sql`not exists (select 1 from runs where runs.regrade_id = ${regradeId} and runs.state <> 'done')`
  await tx
    .update(regrades)
    .set({ state: 'ready' })
    .where(and(eq(regrades.id, regradeId), eq(regrades.state, 'running'), isDone))
}
