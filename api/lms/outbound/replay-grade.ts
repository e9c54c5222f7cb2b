import { eq } from 'drizzle-orm'
import { CallerError } from '../../../contracts/errors.js'
import { recordAudit } from '../../database/audit.js'
import type { Database } from '../../database/open-database.js'
import { gradeMessages, submissions } from '../../database/schema.js'
import { findGrade } from '../../grades/find-grade.js'
import { lockSubmissions } from '../../grades/lock-grades.js'
import { seesWhole, type Caller } from '../../auth/caller.js'
import { enqueueGradeAgain, type MessageRow } from './enqueue-grade.js'

/**
 * Sends the grade that a message told of once more: the current one, as an older one would put the LMS back to what is
 * not true any more. It keeps the id of its version, so a receiver that has it already may leave it out. Throws
 * `not-found` for messages of courses that the caller does not teach.
 */
export async function replayGrade(db: Database, caller: Caller, messageId: string): Promise<MessageRow> {
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ id: submissions.id, courseId: submissions.courseId })
      .from(gradeMessages)
      .innerJoin(submissions, eq(submissions.id, gradeMessages.submissionId))
      .where(eq(gradeMessages.id, messageId))
    if (!found || !seesWhole(caller, found)) throw new CallerError('not-found', 'There is no grade message with that id.')
    await lockSubmissions(tx, [found.id])
    const grade = await findGrade(tx, found.id)
    const message = grade && (await enqueueGradeAgain(tx, grade))
    if (!message) throw new CallerError('bad-request', 'The course of this grade has no connection that takes grades any more.')
    await recordAudit(tx, { actor: caller.owner, action: 'grade.replayed', courseId: found.courseId, subject: found.id, details: { message: message.id, version: message.version } })
    return message
  })
}
