import { and, asc, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import { assignments, connections, courses } from '../courses/tables.js'
import type { Queryable } from '../database/open-database.js'
import { type GradeMessagePayload, gradeMessages, lmsIdentities } from '../lms/tables.js'
import { submissions } from '../submissions/tables.js'
import type { grades } from './tables.js'

export type GradeRow = typeof grades.$inferSelect
export type MessageRow = typeof gradeMessages.$inferSelect

/**
 * Puts grades of one assignment into the outbox of its course's LMS, in place of older ones that are not delivered; one
 * that is being sent at the moment is left alone, and the newer one waits for it. Nothing, where no LMS wants grades,
 * or it never named the learner. While the receiver has stopped its grades, they wait here until they go on. A few
 * statements, however many grades.
 */
export async function enqueueGrades(tx: Queryable, rows: readonly GradeRow[]): Promise<void> {
  if (rows.length === 0) return
  const targets = await findTargets(tx, rows)
  const drafts = rows.flatMap((grade) => {
    const target = targets.get(grade.submissionId)
    return target ? [draftMessage(grade, target)] : []
  })
  if (drafts.length === 0) return
  await supersedeOlder(
    tx,
    drafts.map(({ submissionId }) => submissionId),
  )
  await tx.insert(gradeMessages).values(drafts).onConflictDoNothing()
  await wakeSenders(tx)
}

/**
 * Puts the grade into the outbox again, as it is now and with the keys we know now, whatever became of it before.
 * `null` where no LMS wants grades.
 */
export async function enqueueGradeAgain(tx: Queryable, grade: GradeRow): Promise<MessageRow | null> {
  const target = (await findTargets(tx, [grade])).get(grade.submissionId)
  if (!target) return null
  await supersedeOlder(tx, [grade.submissionId])
  const draft = draftMessage(grade, target)
  const again = {
    payload: draft.payload,
    connectionId: draft.connectionId,
    state: 'waiting' as const,
    tries: 0,
    dueAt: sql`now()`,
    endedAt: null,
  }
  const [row] = await tx
    .insert(gradeMessages)
    .values(draft)
    .onConflictDoUpdate({
      target: [gradeMessages.submissionId, gradeMessages.version],
      set: again,
      setWhere: sql`${gradeMessages.state} <> 'sending'`,
    })
    .returning()
  await wakeSenders(tx)
  return row ?? (await findMessage(tx, grade))
}

export const wakeSenders = (tx: Queryable) => tx.execute(sql`select pg_notify('assay_grades', '')`)

/** By submission that counts: the connection of the course as it is now, and what it calls what the grade is of. */
async function findTargets(tx: Queryable, rows: readonly GradeRow[]) {
  const isIdentity = and(eq(lmsIdentities.connectionId, connections.id), eq(lmsIdentities.personId, submissions.owner))
  const targets = await tx
    .selectDistinctOn([submissions.id], {
      submissionId: submissions.id,
      connectionId: connections.id,
      course: courses,
      assignment: assignments,
      lmsAttempt: submissions.lmsAttempt,
      learnerKey: lmsIdentities.key,
    })
    .from(submissions)
    .innerJoin(assignments, eq(assignments.id, submissions.assignmentId))
    .innerJoin(courses, eq(courses.id, assignments.courseId))
    .innerJoin(connections, eq(connections.id, courses.connectionId))
    .innerJoin(lmsIdentities, isIdentity) // a name of ours could be the key of somebody else over there
    .where(
      and(
        inArray(
          submissions.id,
          rows.map(({ submissionId }) => submissionId),
        ),
        isNotNull(connections.gradeUrl),
        isNull(submissions.replacedBy),
        isNull(submissions.setAside),
      ),
    )
    .orderBy(submissions.id, asc(lmsIdentities.createdAt), asc(lmsIdentities.key))
  return new Map(targets.map((target) => [target.submissionId, target]))
}

type Target = NonNullable<ReturnType<Awaited<ReturnType<typeof findTargets>>['get']>>

/** Of each submission, what is older than its grade as it stands. */
async function supersedeOlder(tx: Queryable, submissionIds: readonly string[]): Promise<void> {
  const isOlder = sql`${gradeMessages.version} < (select g.version from grades g where g.submission_id = ${gradeMessages.submissionId})`
  await supersede(tx, and(inArray(gradeMessages.submissionId, [...submissionIds]), isOlder))
}

/** Takes what is meant and not delivered out of the line. */
export const supersede = (tx: Queryable, isMeant: SQL | undefined) =>
  tx
    .update(gradeMessages)
    .set({ state: 'superseded', endedAt: sql`now()` })
    .where(and(isMeant, inArray(gradeMessages.state, ['waiting', 'stopped', 'failed'])))

async function findMessage(tx: Queryable, { submissionId, version }: GradeRow): Promise<MessageRow | null> {
  const [row] = await tx
    .select()
    .from(gradeMessages)
    .where(and(eq(gradeMessages.submissionId, submissionId), eq(gradeMessages.version, version)))
  return row ?? null
}

const draftMessage = (grade: GradeRow, target: Target) => ({
  connectionId: target.connectionId,
  submissionId: grade.submissionId,
  version: grade.version,
  payload: describeGrade(grade, target),
})

const describeGrade = (
  grade: GradeRow,
  { course, assignment, lmsAttempt, learnerKey }: Target,
): GradeMessagePayload => ({
  type: 'submission.graded',
  timestamp: grade.settledAt.toISOString(),
  data: {
    submission: grade.submissionId,
    assignment: assignment.lmsKey ?? assignment.id,
    course: course.lmsKey ?? course.id,
    learner: learnerKey,
    attempt: lmsAttempt,
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

/** Takes grades that were not delivered out of the line: those of submissions that do not count any more. */
export async function dropGradeMessages(tx: Queryable, submissionIds: readonly string[]): Promise<void> {
  if (submissionIds.length > 0) await supersede(tx, inArray(gradeMessages.submissionId, [...submissionIds]))
}

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
