import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { ImageContentsSchema } from '../../contracts/image-contents.js'
import { storeImages } from '../database/images.js'
import type { Database } from '../database/open-database.js'
import type { Logger } from '../app-context.js'

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
