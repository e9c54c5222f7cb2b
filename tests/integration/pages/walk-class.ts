import type { AssignmentRow } from '../../../api/assignments/assignments.js'
import { enrol, changeCourse } from '../../../api/courses/courses.js'
import { createPerson } from '../../../api/people/people.js'
import { gradeDeliveries, gradeMessages, inboundEvents, lmsIdentities } from '../../../api/lms/tables.js'
import { submissions } from '../../../api/submissions/tables.js'
import type { Report } from '../../../contracts/report/report.js'
import { finishRun, sampleReport } from '../api/sample-report.js'
import { handIn, reportOf, seedAssignment } from '../api/seed-results.js'
import { formOf, type TestApi } from '../api/start-api.js'
import { signIn } from './browser-session.js'
import { hostile } from './walked-exercise.js'

export interface WalkClass {
  assignment: AssignmentRow
  /** The submission of Mallory, who writes what should act on whoever reads it. */
  submission: string
}

/** Grades that a class may well have. */
const scores = [100, 95, 92, 88, 85, 85, 80, 75, 75, 70, 66, 60, 55, 50, 45, 40, 33, 25, 10, 0]

/** A course of an LMS with an instructor (`ines`), more learners than a page holds, and one who is up to no good. */
export async function openWalkClass(api: TestApi, learnerCount = 54): Promise<WalkClass> {
  const { db } = api.platform.context
  const learners = Array.from({ length: learnerCount }, (_, index) => `learner ${String(index + 1).padStart(2, '0')}`)
  const rules = {
    dueAt: daysAgo(2),
    lateRule: { graceMinutes: 0, percentPerDay: 10, maxPercent: 50, acceptHours: null },
  }
  const assignment = await seedAssignment(
    api,
    'class',
    learners.map((name) => name.replace(' ', '-')),
    { title: `First service ${hostile.line}`, lmsKey: '1234', ...rules },
  )
  await changeCourse(db, 'class', { title: `Back-end basics ${hostile.line}` })
  await createPerson(db, { id: 'ines', name: 'Ines Instructor' })
  await enrol(db, { courseId: 'class', personId: 'ines', role: 'instructor' })
  for (const [index, name] of learners.entries()) await addLearner(api, assignment, name.replace(' ', '-'), index)
  await db.update(submissions).set({ sourceSha256: 'a'.repeat(64) }) // or no worker would take them
  return { assignment, submission: await addMallory(api, assignment) }
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

/** Half of them have handed in; every seventh was late. */
async function addLearner(api: TestApi, assignment: AssignmentRow, learner: string, index: number): Promise<void> {
  if (index % 2 === 1) return
  const score = scores[(index / 2) % scores.length] ?? 0
  const report = reportOf(score, {
    reads: 'passed',
    writes: score > 50 ? 'passed' : 'failed',
    survives: index % 5 === 0 ? 'flaky' : score > 80 ? 'passed' : 'failed',
  })
  await handIn(api, assignment, {
    learner,
    submittedAt: daysAgo(index % 7 === 3 ? 1 : 3 + (index % 4)).toISOString(),
    report,
  })
  await api.platform.context.db
    .insert(lmsIdentities)
    .values({ connectionId: 'class', key: `70${index}`, personId: `class-${learner}` })
}

async function addMallory(api: TestApi, assignment: AssignmentRow): Promise<string> {
  const { db } = api.platform.context
  await createPerson(db, { id: 'mallory', name: `Mallory ${hostile.line}`, email: `"><b>x</b>@class.test` })
  await enrol(db, { courseId: 'class', personId: 'mallory', role: 'learner' })
  await db.insert(lmsIdentities).values({ connectionId: 'class', key: '666', personId: 'mallory' })
  const session = await signIn(api, 'mallory')
  const answer = await session.upload(
    `/assignments/${assignment.id}/submissions`,
    formOf({ 'server.js': hostile.line, [hostile.fileName]: hostile.line }),
  )
  const submission = `${answer.headers.location}`.split('/').at(-1) ?? ''
  await finishRun(api, submission, hostileReport())
  await addHostileLms(api, submission)
  return submission
}

/** An event, and an answer to a grade, of an LMS that is no better. */
async function addHostileLms({ platform }: TestApi, submissionId: string): Promise<void> {
  const { db } = platform.context
  const data = {
    submission: submissionId,
    assignment: hostile.line,
    course: hostile.line,
    learner: hostile.line,
    attempt: 1,
    grade: 25,
    maxGrade: 100 as const,
    score: 25,
    latePercent: 0,
    verdict: 'assessed' as const,
    version: 99,
    isOverridden: false,
    comment: hostile.line,
    reportUrl: 'javascript:alert(1)',
  }
  const [message] = await db
    .insert(gradeMessages)
    .values({
      connectionId: 'class',
      submissionId,
      version: 99,
      state: 'failed',
      payload: { type: 'submission.graded', timestamp: new Date().toISOString(), data },
    })
    .returning()
  if (message) await db.insert(gradeDeliveries).values({ messageId: message.id, error: hostile.line, ms: 3 })
  await db.insert(inboundEvents).values({
    connectionId: 'class',
    eventId: 'one',
    rawBody: Buffer.from('{}'),
    state: 'unmatched',
    reason: `No assignment is known as ${hostile.line}`,
    assignmentKey: hostile.line,
    courseKey: hostile.line,
    learnerKey: hostile.line,
    learnerName: hostile.line,
    attempt: 1,
  })
}

/** What a service of hers may get into a report: whatever it answers and prints. */
function hostileReport(): Partial<Report> {
  const { checks } = sampleReport({ runId: '', submissionId: '' })
  const text = `${hostile.line}\n${hostile.line}`
  const exchange = {
    method: 'GET',
    path: `/${hostile.line}`,
    status: 200,
    ms: 3,
    error: hostile.line,
    curl: `curl '${hostile.line}'`,
    requestHeaders: { accept: '*/*' },
    requestBody: text,
    responseHeaders: { 'x-said': hostile.line },
    responseBody: text,
  }
  const tests = checks.correctness.tests.map((test) => ({
    ...test,
    message: `Expected: "hello"\nReceived: ${text}`,
    hint: hostile.line,
    transcript: [exchange],
    log: [hostile.line],
  }))
  return { checks: { ...checks, correctness: { ...checks.correctness, tests } }, buildLog: text, serviceLog: text }
}
