import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { type BlobStore, copyBlobToFile } from '../../storage/blob-store.js'
import { recordAudit } from '../database/audit.js'
import type { Database } from '../database/open-database.js'
import { runTask } from '../off-thread/run-task.js'
import type { ReadPackage } from './read-package.js'
import { exercises, packages } from './tables.js'

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
  const { digest, summary, statement } = await takeUp(blobs, upload.sha256, slug)
  return db.transaction(async (tx) => {
    await tx.insert(packages).values({ digest, slug, summary, statement, publishedBy }).onConflictDoNothing()
    const [before] = await tx.select().from(exercises).where(eq(exercises.slug, slug)).for('update')
    const isChanged = before?.digest !== digest
    if (isChanged) {
      const now = new Date()
      await tx
        .insert(exercises)
        .values({ slug, digest, updatedAt: now })
        .onConflictDoUpdate({ target: exercises.slug, set: { digest, updatedAt: now } })
    }
    if (isChanged)
      await recordAudit(tx, { actor: publishedBy, action: 'exercise.published', subject: slug, details: { digest } })
    return { slug, digest, isChanged, isNew: before === undefined }
  })
}

/**
 * An uploaded package is needed once, to be packed anew in its canonical form; the upload itself is not kept. All of
 * that happens off the event loop: nobody knows what a package holds before it is read.
 */
async function takeUp(blobs: BlobStore, sha256: string, slug: string): Promise<ReadPackage & { digest: string }> {
  await using file = await copyBlobToFile(blobs, sha256)
  const tarPath = `${file.path}.tar`
  try {
    const read = await runTask('read-package', { archivePath: file.path, tarPath })
    if (read.slug !== slug)
      throw new CallerError(
        'slug-mismatch',
        `The slug in the package is "${read.slug}", but the slug in the address is "${slug}".`,
      )
    const { sha256: digest } = await blobs.put(createReadStream(tarPath))
    return { ...read, digest }
  } finally {
    await rm(tarPath, { force: true })
  }
}
