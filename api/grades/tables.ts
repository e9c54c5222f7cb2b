import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { FindingCategory, FindingLevel } from '../../contracts/quality-report.js'
import type { TestOutcome } from '../../contracts/report.js'
import type { Verdict } from '../../contracts/verdict.js'
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

/** How each hidden test of a run went: taken from its report, for statistics over many. */
export const testOutcomes = pgTable(
  'test_outcomes',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    testId: text().notNull(),
    title: text().notNull(),
    group: text().notNull(),
    /** Its place in the report. */
    position: integer().notNull(),
    outcome: text().$type<TestOutcome>().notNull(),
    points: doublePrecision().notNull(),
    earned: doublePrecision().notNull(),
    ms: doublePrecision().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.testId] })],
)

/** Which rules the source of a run breaks: taken from its report, for statistics over many. */
export const brokenRules = pgTable(
  'broken_rules',
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    rule: text().notNull(),
    category: text().$type<FindingCategory>().notNull(),
    level: text().$type<FindingLevel>().notNull(),
    findings: integer().notNull(),
    /** What was found at the first place. */
    message: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.rule] })],
)
