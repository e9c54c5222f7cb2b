import { openApi } from './call-api.mjs'
/** @import { Progress } from './progress.mjs' */

const course = { id: 'sample-course', title: 'Sample course' }

/**
 * Hands the exercises to a sample course, so that there is something to look at; what is there already stays as it is.
 * @param {{ url: string, adminToken: string, slugs: string[], progress: Progress }} options
 */
export async function seedCourse({ url, adminToken, slugs, progress }) {
  const call = openApi({ url, adminToken })
  try {
    /** @type {{ courses: { id: string }[] }} */
    const { courses } = await call('GET', '/v1/courses')
    if (!courses.some(({ id }) => id === course.id)) await call('POST', '/v1/courses', course)
    /** @type {{ assignments: { exercise: string }[] }} */
    const { assignments } = await call('GET', `/v1/courses/${course.id}/assignments`)
    const missing = slugs.filter((slug) => !assignments.some(({ exercise }) => exercise === slug))
    for (const exercise of missing) await call('POST', `/v1/courses/${course.id}/assignments`, { exercise })
  } catch (error) {
    progress.tell(`The sample course could not be created: ${/** @type {Error} */ (error).message}`)
  }
}
