import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { connections, gradeMessages } from '../../tables.js'
import { wakeSenders } from './enqueue-grade.js'

/**
 * The receiver said that it wants no more grades: nothing is sent until an admin lets them go on. What waits is marked;
 * what is put in line later, or is being changed by somebody at this moment, keeps its state and is not sent either.
 */
export async function stopGrades(tx: Queryable, connectionId: string): Promise<void> {
  await tx
    .update(connections)
    .set({ gradesStoppedAt: sql`now()` })
    .where(and(eq(connections.id, connectionId), isNull(connections.gradesStoppedAt)))
  const held = tx
    .select({ id: gradeMessages.id })
    .from(gradeMessages)
    .where(and(eq(gradeMessages.connectionId, connectionId), eq(gradeMessages.state, 'waiting')))
    .for('update', { skipLocked: true })
  await tx
    .update(gradeMessages)
    .set({ state: 'stopped', endedAt: sql`now()` })
    .where(inArray(gradeMessages.id, held))
}

/**
 * Lets the grades of a connection go on. Of each submission only the newest is sent, which is its current grade: what
 * was settled meanwhile was put in line, too. Answers how many wait now.
 */
export async function resumeGrades(tx: Queryable, connectionId: string): Promise<number> {
  await tx.update(connections).set({ gradesStoppedAt: null }).where(eq(connections.id, connectionId))
  const isStopped = and(eq(gradeMessages.connectionId, connectionId), eq(gradeMessages.state, 'stopped'))
  const isNewest = sql`not exists (select 1 from grade_messages newer where newer.submission_id = ${gradeMessages.submissionId} and newer.version > ${gradeMessages.version})`
  await tx
    .update(gradeMessages)
    .set({ state: 'waiting', tries: 0, dueAt: sql`now()`, endedAt: null })
    .where(and(isStopped, isNewest))
  await tx.update(gradeMessages).set({ state: 'superseded' }).where(isStopped)
  await wakeSenders(tx)
  return tx.$count(gradeMessages, and(eq(gradeMessages.connectionId, connectionId), eq(gradeMessages.state, 'waiting')))
}
