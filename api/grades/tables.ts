import { boolean, doublePrecision, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Verdict } from '../../contracts/report/verdict.js'
import { assignments } from '../courses/tables.js'
import { moment } from '../database/columns.js'
import { people } from '../people/tables.js'
import { runs, submissions } from '../submissions/tables.js'

/**
 * What an attempt is worth now: one row a submission of an assignment, from its first score on. A run that could not
 * be assessed changes nothing here. All numbers are of 100.
 */
export const grades = pgTable(
  'grades',
  {
    submissionId: uuid()
      .primaryKey()
      .references(() => submissions.id),
    assignmentId: uuid()
      .notNull()
      .references(() => assignments.id),
    owner: text()
      .notNull()
      .references(() => people.id),
    attempt: integer().notNull(),
    /** The run it rests on; null where an instructor gave it without one. */
    runId: uuid().references(() => runs.id),
    verdict: text().$type<Verdict>(),
    /** Of the run, before being late is taken off. */
    score: doublePrecision(),
    latePercent: doublePrecision().notNull(),
    /** What counts. */
    grade: doublePrecision().notNull(),
    isOverridden: boolean().notNull().default(false),
    comment: text(),
    overriddenBy: text(),
    /** Counts the changes: a receiver of two versions keeps the greater. */
    version: integer().notNull().default(1),
    settledAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.assignmentId, table.owner, table.attempt), index().on(table.owner)],
)
