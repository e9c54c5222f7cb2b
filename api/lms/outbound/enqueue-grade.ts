import { and, asc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { Queryable } from '../../database/open-database.js'
import { assignments, connections, courses, gradeMessages, lmsIdentities, submissions, type grades } from '../../database/schema.js'
import type { GradeMessagePayload } from './grade-payload.js'

type GradeRow = typeof grades.$inferSelect
export type MessageRow = typeof gradeMessages.$inferSelect

/**
 * Puts a grade into the outbox of its course's LMS, in place of older ones that are not delivered; one that is being
 * sent at the moment is left alone, and the newer one waits for it. Nothing, where no LMS wants grades. While the
 * receiver has stopped its grades, they wait here until they go on.
 */
export async function enqueueGrade(tx: Queryable, grade: GradeRow): Promise<void> {
  const target = await findTarget(tx, grade)
  if (!target) return
  await supersedeOlder(tx, grade.submissionId, grade.version)
  await tx.insert(gradeMessages).values(draftMessage(grade, target)).onConflictDoNothing()
  await wakeSenders(tx)
}

/**
 * Puts the grade into the outbox again, as it is now and with the keys we know now, whatever became of it before.
 * `null` where no LMS wants grades.
 */
export async function enqueueGradeAgain(tx: Queryable, grade: GradeRow): Promise<MessageRow | null> {
  const target = await findTarget(tx, grade)
  if (!target) return null
  await supersedeOlder(tx, grade.submissionId, grade.version)
  const draft = draftMessage(grade, target)
  const again = { payload: draft.payload, connectionId: draft.connectionId, state: 'waiting' as const, tries: 0, dueAt: sql`now()`, endedAt: null }
  const [row] = await tx
    .insert(gradeMessages)
    .values(draft)
    .onConflictDoUpdate({ target: [gradeMessages.submissionId, gradeMessages.version], set: again, setWhere: sql`${gradeMessages.state} <> 'sending'` })
    .returning()
  await wakeSenders(tx)
  return row ?? (await findMessage(tx, grade))
}

export const wakeSenders = (tx: Queryable) => tx.execute(sql`select pg_notify('assay_grades', '')`)

/** The connection of the course as it is now, and what it calls what the grade is of. */
async function findTarget(tx: Queryable, grade: GradeRow) {
  const isIdentity = and(eq(lmsIdentities.connectionId, connections.id), eq(lmsIdentities.personId, grade.owner))
  const [target] = await tx
    .select({ connectionId: connections.id, course: courses, assignment: assignments, lmsAttempt: submissions.lmsAttempt, learnerKey: lmsIdentities.key })
    .from(assignments)
    .innerJoin(submissions, eq(submissions.id, grade.submissionId))
    .innerJoin(courses, eq(courses.id, assignments.courseId))
    .innerJoin(connections, eq(connections.id, courses.connectionId))
    .leftJoin(lmsIdentities, isIdentity)
    .where(and(eq(assignments.id, grade.assignmentId), isNotNull(connections.gradeUrl)))
    .orderBy(asc(lmsIdentities.createdAt), asc(lmsIdentities.key))
    .limit(1)
  return target
}

type Target = NonNullable<Awaited<ReturnType<typeof findTarget>>>

async function supersedeOlder(tx: Queryable, submissionId: string, version: number): Promise<void> {
  const isOlder = and(eq(gradeMessages.submissionId, submissionId), inArray(gradeMessages.state, ['waiting', 'stopped', 'failed']), lt(gradeMessages.version, version))
  await tx.update(gradeMessages).set({ state: 'superseded', endedAt: sql`now()` }).where(isOlder)
}

async function findMessage(tx: Queryable, { submissionId, version }: GradeRow): Promise<MessageRow | null> {
  const [row] = await tx.select().from(gradeMessages).where(and(eq(gradeMessages.submissionId, submissionId), eq(gradeMessages.version, version)))
  return row ?? null
}

const draftMessage = (grade: GradeRow, target: Target) => ({
  connectionId: target.connectionId,
  submissionId: grade.submissionId,
  version: grade.version,
  payload: describeGrade(grade, target),
})

const describeGrade = (grade: GradeRow, { course, assignment, lmsAttempt, learnerKey }: Target): GradeMessagePayload => ({
  type: 'submission.graded',
  timestamp: grade.settledAt.toISOString(),
  data: {
    submission: grade.submissionId,
    assignment: assignment.lmsKey ?? assignment.id,
    course: course.lmsKey ?? course.id,
    learner: learnerKey ?? grade.owner,
    attempt: lmsAttempt ?? grade.attempt,
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
})
