import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { and, asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { type BlobStore, copyBlobToFile } from '../../storage/blob-store.js'
import type { AppContext } from '../app-context.js'
import { recordAudit } from '../database/audit.js'
import type { Database, Queryable } from '../database/open-database.js'
import { runTask } from '../off-thread/run-task.js'
import type { ReadPackage } from './read-package.js'
import { exercises, type ExerciseSummary, packages } from './tables.js'

export interface PublishedExercise {
  slug: string
  digest: string
  updatedAt: Date
  summary: ExerciseSummary
  statement: string
}

const columns = {
  slug: exercises.slug,
  digest: exercises.digest,
  updatedAt: exercises.updatedAt,
  summary: packages.summary,
  statement: packages.statement,
}

export const listExercises = (db: Queryable): Promise<PublishedExercise[]> =>
  db
    .select(columns)
    .from(exercises)
    .innerJoin(packages, eq(packages.digest, exercises.digest))
    .orderBy(asc(exercises.slug))

/** A package that was published at some time, whatever its slug means now. */
export async function findPackage(db: Queryable, digest: string): Promise<PublishedExercise> {
  const [row] = await db
    .select({ ...columns, digest: packages.digest })
    .from(packages)
    .innerJoin(exercises, eq(exercises.slug, packages.slug))
    .where(eq(packages.digest, digest))
  if (!row) throw new Error(`no package has the digest ${digest}`)
  return row
}

/** Throws `exercise-not-found`. */
export async function findExercise(db: Queryable, slug: string): Promise<PublishedExercise> {
  const [row] = await db
    .select(columns)
    .from(exercises)
    .innerJoin(packages, eq(packages.digest, exercises.digest))
    .where(eq(exercises.slug, slug))
  if (!row)
    throw new CallerError(
      'exercise-not-found',
      `No exercise is published under that slug; GET /v1/exercises lists all exercises.`,
    )
  return row
}

/** Throws `exercise-not-found` where the exercise never had that package. */
export async function assertPackage(db: Queryable, slug: string, digest: string): Promise<void> {
  const known = await db.$count(packages, and(eq(packages.digest, digest), eq(packages.slug, slug)))
  if (known === 0) throw new CallerError('exercise-not-found', `The exercise ${slug} has no package with that digest.`)
}

const contractFile = 'openapi.yaml'

/**
 * By the digest of a package, which always means the same files: every view of an assignment asks, and opening a
 * package is much work.
 */
const haveContract = new Map<string, boolean>()

/** Whether a package has a contract. */
export async function hasContract(packages: AppContext['packages'], { digest }: PublishedExercise): Promise<boolean> {
  const known = haveContract.get(digest) ?? (await packages.open(digest)).has(contractFile)
  haveContract.set(digest, known)
  return known
}

/** The contract of a package. Throws `not-found` where it has none. */
export async function readContract(packages: AppContext['packages'], exercise: PublishedExercise): Promise<Buffer> {
  const contract = (await packages.open(exercise.digest)).get(contractFile)
  if (!contract) throw new CallerError('not-found', `The exercise ${exercise.slug} has no ${contractFile}.`)
  return contract
}

/**
 * What a learner begins with, the contract included, as a tar.gz and its file name. Throws `not-found` for a language
 * that is not offered.
 */
export async function packStarter(
  packages: AppContext['packages'],
  exercise: PublishedExercise,
  language: string,
): Promise<{ name: string; content: Readable }> {
  if (!(exercise.summary.languages as readonly string[]).includes(language)) {
    throw new CallerError('not-found', `The exercise is available in ${exercise.summary.languages.join(', ')}.`)
  }
  const files = await packages.open(exercise.digest)
  const folder = `starter/${language}/`
  const contract = files.get(contractFile)
  const own = [...files]
    .filter(([path]) => path.startsWith(folder))
    .map(([path, content]) => [path.slice(folder.length), content] as const)
  const starter = new Map([...(contract ? [[contractFile, contract] as const] : []), ...own])
  return { name: `${exercise.slug}-${language}.tar.gz`, content: packTar(starter).pipe(createGzip()) }
}

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
