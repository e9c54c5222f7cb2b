import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { Manifest } from '../../contracts/exercise/manifest.js'
import { created } from '../database/columns.js'

/** What of an exercise is shown before its package is opened. */
export type ExerciseSummary = Required<
  Pick<Manifest, 'title' | 'description' | 'kind' | 'languages' | 'services' | 'weights' | 'limits'>
>

/** Every package ever published, by the digest of its canonical tar; the bytes are in the blob store. */
export const packages = pgTable('packages', {
  digest: text().primaryKey(),
  slug: text().notNull(),
  summary: jsonb().$type<ExerciseSummary>().notNull(),
  statement: text().notNull(),
  publishedBy: text().notNull(),
  createdAt: created(),
})

/** Which package a slug means now. */
export const exercises = pgTable('exercises', {
  slug: text().primaryKey(),
  digest: text()
    .notNull()
    .references(() => packages.digest),
  updatedAt: created(),
})
