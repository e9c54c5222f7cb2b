import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { ImageItem } from '../../contracts/image-contents.js'
import { created } from '../database/columns.js'

/** What an image holds, as the worker that told of it last has it. */
export const images = pgTable('images', {
  image: text().primaryKey(),
  tag: text().notNull(),
  items: jsonb().$type<ImageItem[]>().notNull(),
  toldAt: created(),
})
