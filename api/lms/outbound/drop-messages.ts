import { and, inArray, sql } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { gradeMessages } from '../../tables.js'

/** Takes grades that were not delivered out of the line: those of submissions that do not count any more. */
export async function dropGradeMessages(tx: Queryable, submissionIds: readonly string[]): Promise<void> {
  if (submissionIds.length === 0) return
  const isLeft = and(
    inArray(gradeMessages.submissionId, [...submissionIds]),
    inArray(gradeMessages.state, ['waiting', 'stopped', 'failed']),
  )
  await tx
    .update(gradeMessages)
    .set({ state: 'superseded', endedAt: sql`now()` })
    .where(isLeft)
}
