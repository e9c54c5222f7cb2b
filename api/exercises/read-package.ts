import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { readPackageTree } from '../../storage/archive/read-source-tree.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { expandSamples } from '../../storage/expand-samples.js'
import type { ExerciseSummary } from './tables.js'

/** Of a package, what the tables hold. */
export interface ReadPackage {
  slug: string
  summary: ExerciseSummary
  statement: string
}

/**
 * Reads and checks an uploaded archive, and writes the package, with all samples complete, as a canonical tar to `tarPath`. Throws `CallerError`
 * `package-invalid` and `RejectedUpload`.
 */
export async function readPackage({
  archivePath,
  tarPath,
}: {
  archivePath: string
  tarPath: string
}): Promise<ReadPackage> {
  const { slug, files, title, description, kind, languages, services, weights, limits } = readExercisePackage(
    expandSamples(await readPackageTree(archivePath)),
  )
  await pipeline(packTar(files), createWriteStream(tarPath, { flags: 'wx', mode: 0o600 }))
  const summary = { title, description, kind, languages: [...languages], services: [...services], weights, limits }
  return { slug, summary, statement: files.get('statement.md')?.toString('utf8') ?? '' }
}
