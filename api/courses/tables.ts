import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { CountingRule, FeedbackRule, LateRule } from '../../contracts/assignment.js'
import type { CourseRole } from '../http/caller.js'
import { created, moment } from '../database/columns.js'
import { connections } from './connection-tables.js'
import { exercises, packages } from '../exercises/tables.js'
import { people } from '../people/tables.js'

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
