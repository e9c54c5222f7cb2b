import { eq } from 'drizzle-orm'
import type { Report } from '../../../contracts/report/report.js'
import { settleReport } from '../../../api/platform.js'
import { storeReport } from '../../../api/submissions/run-progress.js'
import { runs } from '../../../api/submissions/tables.js'
import { sampleReport } from './sample-report.js'
import { encodeForm, formOf, type TestApi } from './start-api.js'

export interface SampleCourse {
  assignment: string
  /** A token of the instructor, and one of each learner. */
  instructor: string
  learners: Record<string, string>
}

/**
 * A course with an instructor, learners and the tiny exercise as an assignment; ids are given, so that there can be
 * several.
 */
export async function addCourse(
  api: TestApi,
  {
    id,
    instructor,
    learners,
    rules = {},
  }: { id: string; instructor: string; learners: readonly string[]; rules?: object },
): Promise<SampleCourse> {
  const admin = async (method: 'POST' | 'PUT', url: string, payload: object) => {
    const answer = await api.request({ method, url, payload })
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`)
    return answer.body === '' ? {} : answer.json()
  }
  await admin('POST', '/v1/courses', { id, title: `The course ${id}` })
  const tokens: Record<string, string> = {}
  for (const [person, role] of [[instructor, 'instructor'], ...learners.map((name) => [name, 'learner'])] as [
    string,
    'learner' | 'instructor',
  ][]) {
    await api.request({ method: 'POST', url: '/v1/people', payload: { id: person, name: person } })
    await admin('PUT', `/v1/courses/${id}/enrolments/${person}`, { role })
    tokens[person] = (
      await admin('POST', '/v1/tokens', { owner: person, scope: role === 'learner' ? 'submit' : 'teach' })
    ).token
  }
  const assignment = (await admin('POST', `/v1/courses/${id}/assignments`, { exercise: 'tiny', ...rules })).id
  return { assignment, instructor: tokens[instructor] ?? '', learners: tokens }
}

/** Hands something in for an assignment and answers the submission's id. */
export async function handIn(
  api: TestApi,
  assignment: string,
  token: string | undefined,
  text = 'work',
): Promise<string> {
  const { type, payload } = await encodeForm(formOf({ 'server.js': text }))
  const answer = await api.request(
    { method: 'POST', url: `/v1/assignments/${assignment}/submissions`, headers: { 'content-type': type }, payload },
    token,
  )
  if (answer.statusCode !== 202) throw new Error(`not taken: ${answer.body}`)
  return answer.json<{ id: string }>().id
}

/** Ends the dry run that a submission has, as if a worker had graded it. Answers the run. */
export async function finishDryRun(
  {
    platform: {
      context: { db },
    },
  }: TestApi,
  submissionId: string,
  change: Partial<Report> = {},
): Promise<string> {
  const rows = await db.select().from(runs).where(eq(runs.submissionId, submissionId))
  const run = rows.filter(({ isDry, state }) => isDry && state !== 'done').sort((a, b) => a.number - b.number)[0]
  if (!run) throw new Error('no dry run')
  await storeReport(db, run.id, { ...sampleReport({ runId: run.id, submissionId }), ...change }, settleReport)
  return run.id
}
