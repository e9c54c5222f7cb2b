import { createAssignment, type AssignmentChange, type AssignmentRow } from '../../../api/assignments/assignments.js'
import { createCourse, enrol } from '../../../api/courses/courses.js'
import { createPerson } from '../../../api/people/people.js'
import { createRun } from '../../../api/submissions/runs.js'
import { connections } from '../../../api/courses/tables.js'
import { lmsIdentities } from '../../../api/lms/tables.js'
import { submissions } from '../../../api/submissions/tables.js'
import type { Report, TestOutcome } from '../../../contracts/report/report.js'
import { finishRun, sampleReport } from './sample-report.js'
import type { TestApi } from './start-api.js'

/** A course of its own with an assignment of the tiny exercise, and its learners. */
export async function seedAssignment(
  { platform }: TestApi,
  course: string,
  learners: readonly string[],
  change: AssignmentChange = {},
): Promise<AssignmentRow> {
  const { db } = platform.context
  await db
    .insert(connections)
    .values({ id: course, title: course, adapter: 'standard-webhooks', secrets: [], gradeSecrets: [] })
  await createCourse(db, { id: course, title: course, connectionId: course })
  for (const id of learners) {
    await createPerson(db, { id: `${course}-${id}`, name: id, email: `${id}@${course}.test` })
    await enrol(db, { courseId: course, personId: `${course}-${id}`, role: 'learner' })
  }
  return createAssignment(db, { courseId: course, slug: 'tiny', ...change })
}

export const nameInLms = async (
  { platform }: TestApi,
  assignment: AssignmentRow,
  learner: string,
  key: string,
): Promise<void> => {
  const { courseId } = assignment
  await platform.context.db
    .insert(lmsIdentities)
    .values({ connectionId: courseId, key, personId: `${courseId}-${learner}` })
}

export interface HandIn {
  learner: string
  attempt?: number
  submittedAt?: string
  /** Left out: the run waits. */
  report?: Partial<Report>
}

/** An attempt as it comes out of grading; answers its submission's id. */
export async function handIn(
  api: TestApi,
  assignment: AssignmentRow,
  { learner, attempt = 1, submittedAt = '2026-11-02T10:00:00Z', report }: HandIn,
): Promise<string> {
  const { db } = api.platform.context
  const owner = `${assignment.courseId}-${learner}`
  const source = {
    slug: assignment.slug,
    language: 'node' as const,
    sourceSha256: 'a',
    sourceBytes: 1,
    sourceFormat: 'tar' as const,
  }
  const [submission] = await db
    .insert(submissions)
    .values({
      ...source,
      owner,
      assignmentId: assignment.id,
      courseId: assignment.courseId,
      attempt,
      submittedAt: new Date(submittedAt),
    })
    .returning()
  if (!submission) throw new Error('not stored')
  await createRun(db, { submission, exerciseDigest: assignment.exerciseDigest, requestedBy: owner, number: 1 })
  if (report) await finishRun(api, submission.id, report)
  return submission.id
}

/** The part of a report that says how the tests went: their outcomes by id, and their times. */
export function reportOf(
  score: number | null,
  tests: Readonly<Record<string, TestOutcome>> = {},
  change: Partial<Report> & { ms?: number } = {},
): Partial<Report> {
  const { ms = 10, ...rest } = change
  const { checks } = sampleReport({ runId: '', submissionId: '' })
  const [sample] = checks.correctness.tests
  if (!sample) throw new Error('the sample has no test')
  const results = Object.entries(tests).map(([id, outcome]) => ({
    ...sample,
    id,
    title: `title of ${id}`,
    outcome,
    ms,
  }))
  return { score, checks: { ...checks, correctness: { ...checks.correctness, tests: results } }, ...rest }
}
