import { and, asc, eq } from 'drizzle-orm'
import t from 'tap'
import { connections, courses } from '../../../api/courses/tables.js'
import { auditLog } from '../../../api/database/audit.js'
import { type GradeMessagePayload, gradeMessages, lmsIdentities } from '../../../api/lms/tables.js'
import { settleReport } from '../../../api/platform.js'
import { storeReport } from '../../../api/submissions/run-progress.js'
import { addCourse, handIn } from './sample-course.js'
import { finishRun, sampleReport } from './sample-report.js'
import { formOf, startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const { db } = api.platform.context
const { assignment, instructor, learners } = await addCourse(api, {
  id: 'web',
  instructor: 'ines',
  learners: ['ada', 'bob'],
})
// Grades are stopped, so that what is put in line stays there to be looked at.
await db.insert(connections).values({
  id: 'lms',
  title: 'LMS',
  adapter: 'standard-webhooks',
  secrets: [],
  gradeSecrets: [],
  gradeUrl: 'http://127.0.0.1:1/',
  gradesStoppedAt: new Date(),
})
await db
  .insert(lmsIdentities)
  .values(['ada', 'bob'].map((personId) => ({ connectionId: 'lms', key: `key of ${personId}`, personId })))
await db.update(courses).set({ connectionId: 'lms' }).where(eq(courses.id, 'web'))

const override = (id: string, payload: object, token = instructor) =>
  api.request({ method: 'PUT', url: `/v1/submissions/${id}/override`, payload }, token)
const withdraw = (id: string, token = instructor) =>
  api.request({ method: 'DELETE', url: `/v1/submissions/${id}/override` }, token)
const gradeOf = async (id: string) =>
  (await api.request({ url: `/v1/submissions/${id}` }, learners['ada'])).json().grade
const messagesOf = (id: string) =>
  db.select().from(gradeMessages).where(eq(gradeMessages.submissionId, id)).orderBy(asc(gradeMessages.version))

t.test('an override is what counts until it is withdrawn; then the score does again', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  await finishRun(api, id, { score: 40 })
  const answer = await override(id, { grade: 66.66, comment: 'Worked when I tried it.' })
  t.match(answer.json(), { grade: 66.7, score: 40, isOverridden: true, comment: 'Worked when I tried it.', version: 2 })
  t.match(await gradeOf(id), { grade: 66.7, isOverridden: true, comment: 'Worked when I tried it.' })
  t.match((await withdraw(id)).json(), { grade: 40, score: 40, isOverridden: false, comment: null, version: 3 })
  t.match((await withdraw(id)).json(), { grade: 40, version: 3 }, 'withdrawing twice is withdrawing once')
})

t.test('each change goes to the LMS as a version of its own, and the older ones no more', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  await finishRun(api, id, { score: 40 })
  await override(id, { grade: 50, comment: 'a' })
  await override(id, { grade: 50, comment: 'a' })
  await withdraw(id)
  const messages = await messagesOf(id)
  const grades = messages.map(({ payload }) => payload as GradeMessagePayload)
  t.same(
    grades.map(({ data }) => [data.version, data.grade, data.isOverridden]),
    [
      [1, 40, false],
      [2, 50, true],
      [3, 40, false],
    ],
  )
  t.same(
    messages.map(({ state }) => state !== 'superseded'),
    [false, false, true],
  )
})

t.test('an override stays when another run is done, and a score that comes later is kept beside it', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  t.match((await override(id, { grade: 12, comment: 'Shown to me in class.' })).json(), {
    grade: 12,
    score: null,
    version: 1,
  })
  await finishRun(api, id, { score: 80 })
  t.match(await gradeOf(id), { grade: 12, score: 80, isOverridden: true, version: 2 })
  t.match((await withdraw(id)).json(), { grade: 80, isOverridden: false })
})

t.test('a grade is never blanked: without a score an override cannot be withdrawn', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  t.equal((await withdraw(id)).json().code, 'no-score', 'nothing was ever there')
  await override(id, { grade: 12, comment: 'x' })
  await finishRun(api, id, { verdict: 'not-assessed', score: null, incident: 'inc-1' })
  const answer = await withdraw(id)
  t.equal(answer.statusCode, 409)
  t.equal(answer.json().code, 'no-score')
  t.match(await gradeOf(id), { grade: 12, isOverridden: true, version: 1 })
  t.equal((await messagesOf(id)).length, 1)
})

t.test('an override is not made late by the late rule', async (t) => {
  await api.request({
    method: 'PATCH',
    url: `/v1/assignments/${assignment}`,
    payload: { dueAt: '2020-01-01T00:00:00Z', lateRule: { percentPerDay: 50, maxPercent: 50 } },
  })
  const id = await handIn(api, assignment, learners['ada'])
  await finishRun(api, id, { score: 80 })
  t.match(await gradeOf(id), { grade: 40, latePercent: 50 })
  t.match((await override(id, { grade: 80, comment: 'Was ill.' })).json(), { grade: 80, score: 80, latePercent: 50 })
  await api.request({ method: 'PATCH', url: `/v1/assignments/${assignment}`, payload: { dueAt: null } })
  t.match(await gradeOf(id), { grade: 80, latePercent: 0, isOverridden: true })
})

t.test('overrides and reports at the same moment are all counted, each as a version', async (t) => {
  const id = await handIn(api, assignment, learners['bob'])
  const run = (await api.request({ url: `/v1/submissions/${id}/runs` }, instructor)).json().runs[0].id
  const changes = Array.from({ length: 6 }, (_, index) => override(id, { grade: index, comment: `${index}` }))
  await Promise.all([
    ...changes,
    storeReport(db, run, { ...sampleReport({ runId: run, submissionId: id }), score: 99 }, settleReport),
  ])
  const { version, score } = (await api.request({ url: `/v1/submissions/${id}` }, instructor)).json().grade
  t.equal(score, 99)
  t.equal(version, 7)
  t.same(
    (await messagesOf(id)).map(({ version }) => version),
    [1, 2, 3, 4, 5, 6, 7],
  )
})

t.test('who overrode what is in the audit log, with before and after', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  await finishRun(api, id, { score: 40 })
  await override(id, { grade: 50, comment: 'a' })
  await withdraw(id)
  const entries = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.subject, id), eq(auditLog.actor, 'ines')))
    .orderBy(asc(auditLog.id))
  t.same(
    entries.map(({ action, courseId }) => [action, courseId]),
    [
      ['grade.overridden', 'web'],
      ['grade.override-withdrawn', 'web'],
    ],
  )
  t.match(entries[0]?.details, {
    owner: 'ada',
    before: { grade: 40, isOverridden: false },
    after: { grade: 50, comment: 'a' },
  })
  t.match(entries[1]?.details, { before: { grade: 50 }, after: { grade: 40, isOverridden: false } })
})

t.test('an override is a number from 0 to 100 with a reason, and nothing else', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  const wrong = [
    { grade: null, comment: 'x' },
    { grade: '50', comment: 'x' },
    { grade: true, comment: 'x' },
    { grade: -1, comment: 'x' },
    { grade: 100.1, comment: 'x' },
    { grade: 5 },
    { grade: 5, comment: '' },
    { grade: 5, comment: ' \n' },
    { grade: 5, comment: 'x'.repeat(2001) },
    { grade: 5, comment: 'x', by: 'ada' },
    { comment: 'x' },
  ]
  for (const payload of wrong)
    t.equal((await override(id, payload)).json().code, 'bad-request', JSON.stringify(payload).slice(0, 60))
  t.equal(await gradeOf(id), null)
  for (const grade of [0, 100]) t.equal((await override(id, { grade, comment: 'x' })).json().grade, grade)
})

t.test('only instructors of the course override, and practice has no grade', async (t) => {
  const id = await handIn(api, assignment, learners['ada'])
  t.equal((await override(id, { grade: 100, comment: 'x' }, learners['ada'])).json().code, 'not-allowed')
  const other = await addCourse(api, { id: 'other', instructor: 'otto', learners: [] })
  t.equal((await override(id, { grade: 100, comment: 'x' }, other.instructor)).json().code, 'submission-not-found')
  t.equal((await withdraw(id, other.instructor)).json().code, 'submission-not-found')
  const practice = (await api.submit(formOf({ 'server.js': 'x' }), { token: other.instructor })).json().id
  const answer = await api.request({
    method: 'PUT',
    url: `/v1/submissions/${practice}/override`,
    payload: { grade: 1, comment: 'x' },
  })
  t.equal(answer.json().code, 'assignment-not-found')
})
