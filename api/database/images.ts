import { asc, inArray, sql } from 'drizzle-orm'
import type { ImageContents } from '../../contracts/image-contents.js'
import { isLanguage, languages } from '../../contracts/language.js'
import { serviceNames } from '../../contracts/manifest.js'
import type { Queryable } from './open-database.js'
import { images } from '../tables.js'

/** The last to tell of an image is believed: workers of a new version tell of new images. */
export async function storeImages(db: Queryable, contents: readonly ImageContents[]): Promise<void> {
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
