import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { runs } from '../../../api/submissions/tables.js'
import { addCourse, handIn } from './sample-course.js'
import { finishRun } from './sample-report.js'
import type { TestApi } from './start-api.js'

/** A course of its own for a test: three learners, whose grades are 25, 50 and 75; and the calls of its instructor. */
export async function addGradedCourse(api: TestApi) {
  const id = `course-${randomUUID().slice(0, 8)}`
  const course = await addCourse(api, { id, instructor: `teacher-of-${id}`, learners: ['ada', 'bob', 'cem'] })
  const gradedWith = async (name: string, score: number) => {
    const submission = await handIn(api, course.assignment, course.learners[name])
    await finishRun(api, submission, { score })
    return submission
  }
  const submissions = {
    ada: await gradedWith('ada', 25),
    bob: await gradedWith('bob', 50),
    cem: await gradedWith('cem', 75),
  }
  const as = (token: string | undefined, method: 'GET' | 'POST', url: string, payload?: object) =>
    api.request({ method, url, ...(payload ? { payload } : {}) }, token)
  return {
    ...course,
    submissions,
    start: (payload: object = {}) =>
      as(course.instructor, 'POST', `/v1/assignments/${course.assignment}/regrades`, {
        reason: 'a test was wrong',
        ...payload,
      }),
    /** As the instructor, or as the learner of that name. */
    get: async (url: string, name?: string) =>
      (await as(name ? course.learners[name] : course.instructor, 'GET', url)).json(),
    post: (url: string) => as(course.instructor, 'POST', url),
    dryRunsOf: (submission: string) =>
      api.platform.context.db
        .select()
        .from(runs)
        .where(and(eq(runs.submissionId, submission), eq(runs.isDry, true))),
  }
}
