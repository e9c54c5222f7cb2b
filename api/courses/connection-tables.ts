import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { created, moment } from '../database/columns.js'

/**
 * A secret that both sides know. The one before stays good until `expiresAt`, so that it can be replaced without a gap.
 */
export interface SharedSecret {
  secret: string
  createdAt: string
  expiresAt: string | null
}

/** An LMS that calls us and is told of grades. */
export const connections = pgTable('connections', {
  id: text().primaryKey(),
  title: text().notNull(),
  /** Name of the adapter that reads what it sends. */
  adapter: text().notNull(),
  /** What its webhooks are signed with; the newest first, at most two. */
  secrets: jsonb().$type<SharedSecret[]>().notNull(),
  jwks: text(),
  apiUrl: text(),
  /** `host` or `host:port` that files may be fetched from. */
  allowedHosts: text().array().notNull().default([]),
  /** Whether those hosts may have private addresses and speak plain HTTP: for an LMS in the operator's own network. */
  allowsPrivateNetwork: boolean().notNull().default(false),
  /** Sent as a bearer token when files are fetched. */
  fetchToken: text(),
  /** Whether a learner whom nobody knows is enrolled when they hand in. */
  enrolsLearners: boolean().notNull().default(false),
  /** Where grades go, and what they are signed with; the newest first, at most two. */
  gradeUrl: text(),
  gradeSecrets: jsonb().$type<SharedSecret[]>().notNull(),
  /** When the receiver said 410: nothing more is sent until an admin turns it on again. */
  gradesStoppedAt: moment(),
  createdAt: created(),
})
