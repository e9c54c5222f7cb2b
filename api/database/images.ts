import { asc, inArray, sql } from 'drizzle-orm'
import type { ImageContents } from '../../contracts/image-contents.js'
import type { Queryable } from './open-database.js'
import { images } from './schema.js'

/** The last to tell of an image is believed: workers of a new version tell of new images. */
export async function storeImages(db: Queryable, contents: readonly ImageContents[]): Promise<void> {
  if (contents.length === 0) return
  await db
    .insert(images)
    .values(contents.map((image) => ({ ...image, toldAt: new Date() })))
    .onConflictDoUpdate({ target: images.image, set: { tag: sql`excluded.tag`, items: sql`excluded.items`, toldAt: sql`excluded.told_at` } })
}

/** Those of these images that a worker has told of, by name. */
export const listImageContents = (db: Queryable, names: readonly string[]): Promise<ImageContents[]> =>
  db
    .select({ image: images.image, tag: images.tag, items: images.items })
    .from(images)
    .where(inArray(images.image, [...names]))
    .orderBy(asc(images.image))
