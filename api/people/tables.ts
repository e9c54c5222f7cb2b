import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Scope } from '../http/access.js'
import { created, moment } from '../database/columns.js'

/** Everybody there is. `id` is a login name, or made by us for people whom an LMS told us of. */
export const people = pgTable('people', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text(),
  isAdmin: boolean().notNull().default(false),
  createdAt: created(),
})

/** What programs sign in with. Only the SHA-256 of a secret is kept. */
export const tokens = pgTable(
  'tokens',
  {
    id: uuid().primaryKey().defaultRandom(),
    owner: text()
      .notNull()
      .references(() => people.id),
    /** The most it may be used for, whatever its owner may. */
    scope: text().$type<Scope>().notNull(),
    secretSha256: text().notNull().unique(),
    createdAt: created(),
    expiresAt: moment(),
    revokedAt: moment(),
  },
  (table) => [index().on(table.owner)],
)

/** Sign-in links: good once, for a few minutes. */
export const loginLinks = pgTable('login_links', {
  id: uuid().primaryKey().defaultRandom(),
  personId: text()
    .notNull()
    .references(() => people.id),
  secretSha256: text().notNull().unique(),
  createdBy: text().notNull(),
  createdAt: created(),
  expiresAt: moment().notNull(),
  usedAt: moment(),
})

/** Browsers that are signed in. */
export const sessions = pgTable('sessions', {
  id: uuid().primaryKey().defaultRandom(),
  personId: text()
    .notNull()
    .references(() => people.id),
  secretSha256: text().notNull().unique(),
  createdAt: created(),
  expiresAt: moment().notNull(),
  endedAt: moment(),
})
