import { readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines, runProgram } from './run-program.mjs'
/** @import { Progress } from './progress.mjs' */

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
