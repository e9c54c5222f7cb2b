import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { assignments, connections, courses, gradeMessages, lmsIdentities, submissions, type grades } from '../../database/schema.js'
import type { GradeMessagePayload } from './grade-payload.js'

/** Puts a grade into the outbox of its course's LMS, in place of older ones that still wait. Nothing, where no LMS wants grades. */
export async function enqueueGrade(tx: Queryable, grade: typeof grades.$inferSelect): Promise<void> {
  const [target] = await tx
    .select({ connectionId: connections.id, course: courses, assignment: assignments, lmsAttempt: submissions.lmsAttempt, learnerKey: lmsIdentities.key })
    .from(assignments)
    .innerJoin(submissions, eq(submissions.id, grade.submissionId))
    .innerJoin(courses, eq(courses.id, assignments.courseId))
    .innerJoin(connections, eq(connections.id, courses.connectionId))
    .leftJoin(lmsIdentities, and(eq(lmsIdentities.connectionId, connections.id), eq(lmsIdentities.personId, grade.owner)))
    .where(and(eq(assignments.id, grade.assignmentId), isNotNull(connections.gradeUrl), isNull(connections.gradesStoppedAt)))
    .limit(1)
  if (!target) return
  const isOlder = and(eq(gradeMessages.submissionId, grade.submissionId), eq(gradeMessages.state, 'waiting'), lt(gradeMessages.version, grade.version))
  await tx.update(gradeMessages).set({ state: 'superseded', endedAt: sql`now()` }).where(isOlder)
  const payload: GradeMessagePayload = {
    type: 'submission.graded',
    timestamp: grade.settledAt.toISOString(),
    data: {
      submission: grade.submissionId,
      assignment: target.assignment.lmsKey ?? target.assignment.id,
      course: target.course.lmsKey ?? target.course.id,
      learner: target.learnerKey ?? grade.owner,
      attempt: target.lmsAttempt ?? grade.attempt,
      grade: grade.grade,
      maxGrade: 100,
      score: grade.score,
      latePercent: grade.latePercent,
      verdict: grade.verdict,
      version: grade.version,
      isOverridden: grade.isOverridden,
      comment: grade.comment,
      reportUrl: `/submissions/${grade.submissionId}`,
    },
  }
  await tx.insert(gradeMessages).values({ connectionId: target.connectionId, submissionId: grade.submissionId, version: grade.version, payload }).onConflictDoNothing()
  await tx.execute(sql`select pg_notify('assay_grades', '')`)
}
