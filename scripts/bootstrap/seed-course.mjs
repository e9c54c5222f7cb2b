import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLines, runProgram } from './run-program.mjs'

/** @import { Progress } from './run-program.mjs' */

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

/**
 * Publishes every package in exercises/ through the API; one that is published already stays as it is. Answers the
 * slugs that are.
 * @param {{ root: string, url: string, adminToken: string, environment: NodeJS.ProcessEnv, progress: Progress }} options
 */
export async function publishExercises({ root, url, adminToken, environment, progress }) {
  const folder = join(root, 'exercises')
  const entries = existsSync(folder) ? await readdir(folder) : []
  const slugs = entries.filter((slug) => existsSync(join(folder, slug, 'exercise.yaml'))).sort()
  const env = { ...environment, ASSAY_SERVER: url, ASSAY_TOKEN: adminToken }
  const outcomes = await Promise.all(
    slugs.map(async (slug) => {
      const { exitCode, output } = await runProgram(
        process.execPath,
        [join(root, 'cli/assay.mjs'), 'publish', join(folder, slug)],
        { env },
      )
      if (exitCode !== 0) progress.tell(`The exercise ${slug} could not be published:${lastLines(output)}`)
      return exitCode === 0
    }),
  )
  return slugs.filter((_, index) => outcomes[index])
}

/**
 * An address that signs a browser in as the admin, once within a quarter of an hour; `undefined` where the API gives
 * none.
 * @param {{ url: string, adminToken: string, progress: Progress }} options
 * @returns {Promise<string | undefined>}
 */
export async function makeSignInLink({ url, adminToken, progress }) {
  try {
    return (await openApi({ url, adminToken })('POST', '/v1/people/admin/login-links')).url
  } catch (error) {
    progress.tell(`The sign-in link could not be created: ${/** @type {Error} */ (error).message}`)
    return undefined
  }
}

/**
 * Calls of the API that was just started, as its admin. Answers the JSON of the answer; throws with its words where it
 * refuses.
 * @param {{ url: string, adminToken: string }} api
 */
function openApi({ url, adminToken }) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.detail ?? `${method} ${path} responded with ${response.status}`)
    return answer
  }
}
