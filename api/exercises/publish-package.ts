import { eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise-package.js'
import { readSourceTree } from '../../storage/archive/read-source-tree.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { copyBlobToFile } from '../../storage/blob-file.js'
import type { BlobStore } from '../../storage/blob-store.js'
import { recordAudit } from '../database/audit.js'
import type { Database } from '../database/open-database.js'
import { exercises, packages, type ExerciseSummary } from '../database/schema.js'

export interface Publication {
  slug: string
  digest: string
  /** `false` when the slug meant this very package before. */
  isChanged: boolean
  /** `true` when the slug is new. */
  isNew: boolean
}

/**
 * Checks an uploaded package and makes it what the slug means from now on. Throws `package-invalid` with every
 * mistake found, and `slug-mismatch`. Runs that are under way keep the package they were made for.
 */
export async function publishPackage(
  { db, blobs }: { db: Database; blobs: BlobStore },
  upload: { slug: string; sha256: string; publishedBy: string },
): Promise<Publication> {
  const { slug, publishedBy } = upload
  const exercise = await openUpload(blobs, upload.sha256)
  if (exercise.slug !== slug) {
    throw new CallerError('slug-mismatch', `The package says its slug is "${exercise.slug}", the address says "${slug}".`)
  }
  const { sha256: digest } = await blobs.put(packTar(exercise.files))
  return db.transaction(async (tx) => {
    const statement = exercise.files.get('statement.md')?.toString('utf8') ?? ''
    await tx.insert(packages).values({ digest, slug, summary: summarize(exercise), statement, publishedBy }).onConflictDoNothing()
    const [before] = await tx.select().from(exercises).where(eq(exercises.slug, slug)).for('update')
    const isChanged = before?.digest !== digest
    if (isChanged) {
      const now = new Date()
      await tx.insert(exercises).values({ slug, digest, updatedAt: now }).onConflictDoUpdate({ target: exercises.slug, set: { digest, updatedAt: now } })
    }
    if (isChanged) await recordAudit(tx, { actor: publishedBy, action: 'exercise.published', subject: slug, details: { digest } })
    return { slug, digest, isChanged, isNew: before === undefined }
  })
}

/** An uploaded package is needed once, to be packed anew in its canonical form; the upload itself is not kept. */
async function openUpload(blobs: BlobStore, sha256: string): Promise<ExercisePackage> {
  await using file = await copyBlobToFile(blobs, sha256)
  return readExercisePackage(await readSourceTree(file.path))
}

const summarize = (exercise: ExercisePackage): ExerciseSummary => ({
  title: exercise.title,
  description: exercise.description,
  kind: exercise.kind,
  languages: [...exercise.languages],
  services: [...exercise.services],
  weights: exercise.weights,
  limits: exercise.limits,
})
