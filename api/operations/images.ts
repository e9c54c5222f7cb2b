import { asc, inArray, sql } from 'drizzle-orm'
import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { serviceNames } from '../../contracts/exercise/manifest.js'
import { type ImageContents, ImageContentsSchema, type ImageItem } from '../../contracts/image-contents.js'
import { isLanguage, languages } from '../../contracts/language.js'
import type { Logger } from '../app-context.js'
import { type Database, type Queryable } from '../database/open-database.js'
import { created } from '../database/columns.js'

/** The last to tell of an image is believed: workers of a new version tell of new images. */
async function storeImages(db: Queryable, contents: readonly ImageContents[]): Promise<void> {
  if (contents.length === 0) return
  await db
    .insert(images)
    .values(contents.map((image) => ({ ...image, toldAt: new Date() })))
    .onConflictDoUpdate({
      target: images.image,
      set: { tag: sql`excluded.tag`, items: sql`excluded.items`, toldAt: sql`excluded.told_at` },
    })
}

export interface Installed {
  /** What submissions find, a language each. */
  languages: ImageContents[]
  /** Databases and caches of exercises. */
  services: ImageContents[]
}

/** What workers have told of the images that concern learners, by name; in one query, so that it is of one moment. */
export async function listInstalled(db: Queryable): Promise<Installed> {
  const told = await db
    .select({ image: images.image, tag: images.tag, items: images.items })
    .from(images)
    .where(inArray(images.image, [...languages, ...serviceNames]))
    .orderBy(asc(images.image))
  return {
    languages: told.filter(({ image }) => isLanguage(image)),
    services: told.filter(({ image }) => !isLanguage(image)),
  }
}

const ImagesSchema = Type.Array(ImageContentsSchema, { maxItems: 100 })

/**
 * Takes what a worker tells of its images. What has another shape is of another version: nobody's score hangs on it.
 */
export async function ingestImages({ db, log }: { db: Database; log: Logger }, contents: unknown): Promise<void> {
  if (!Value.Check(ImagesSchema, contents)) {
    log.error(
      { mistake: Value.Errors(ImagesSchema, contents)[0]?.instancePath },
      'the image queue contains something that is not a list of images',
    )
    return
  }
  await storeImages(db, contents)
}

/** What an image holds, as the worker that told of it last has it. */
export const images = pgTable('images', {
  image: text().primaryKey(),
  tag: text().notNull(),
  items: jsonb().$type<ImageItem[]>().notNull(),
  toldAt: created(),
})
