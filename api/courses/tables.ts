import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { CountingRule, FeedbackRule, LateRule } from '../../contracts/assignment.js'
import { created, moment } from '../database/columns.js'
import { exercises, packages } from '../exercises/tables.js'
import type { CourseRole } from '../http/access.js'
import { people } from '../people/tables.js'

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

export const courses = pgTable(
  'courses',
  {
    id: text().primaryKey(),
    title: text().notNull(),
    /** The LMS whose events reach this course; no other's do. */
    connectionId: text().references(() => connections.id),
    /** What that LMS calls the course. */
    lmsKey: text(),
    createdAt: created(),
  },
  (table) => [unique().on(table.connectionId, table.lmsKey)],
)

export const enrolments = pgTable(
  'enrolments',
  {
    courseId: text()
      .notNull()
      .references(() => courses.id),
    personId: text()
      .notNull()
      .references(() => people.id),
    role: text().$type<CourseRole>().notNull(),
    createdAt: created(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.personId] }), index().on(table.personId)],
)

/** An exercise handed to a course, at one digest: a later package changes nothing until a regrade is applied. */
export const assignments = pgTable(
  'assignments',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: text()
      .notNull()
      .references(() => courses.id),
    slug: text()
      .notNull()
      .references(() => exercises.slug),
    exerciseDigest: text()
      .notNull()
      .references(() => packages.digest),
    title: text().notNull(),
    opensAt: moment(),
    dueAt: moment(),
    lateRule: jsonb().$type<LateRule>().notNull(),
    attemptLimit: integer(),
    counts: text().$type<CountingRule>().notNull(),
    feedback: jsonb().$type<FeedbackRule>().notNull(),
    /** When an instructor opened what opens `when-released`. */
    releasedAt: moment(),
    /** What the LMS of the course calls the assignment. */
    lmsKey: text(),
    createdAt: created(),
  },
  (table) => [unique().on(table.courseId, table.lmsKey), index().on(table.courseId), index().on(table.slug)],
)

export const regradeStates = ['running', 'ready', 'applied', 'discarded'] as const
export type RegradeState = (typeof regradeStates)[number]

/** A regrade of everything handed in for an assignment: run first, looked at, then applied or discarded as a whole. */
export const regrades = pgTable(
  'regrades',
  {
    id: uuid().primaryKey().defaultRandom(),
    assignmentId: uuid()
      .notNull()
      .references(() => assignments.id),
    exerciseDigest: text()
      .notNull()
      .references(() => packages.digest),
    reason: text().notNull(),
    state: text().$type<RegradeState>().notNull().default('running'),
    requestedBy: text().notNull(),
    createdAt: created(),
    endedBy: text(),
    endedAt: moment(),
  },
  (table) => [index().on(table.assignmentId)],
)
