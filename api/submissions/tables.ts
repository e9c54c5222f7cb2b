import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Language } from '../../contracts/language.js'
import type { FindingCategory, FindingLevel } from '../../contracts/report/quality-report.js'
import { type Report, type TestOutcome, upgradeReport } from '../../contracts/report/report.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import { assignments, connections, courses, regrades } from '../courses/tables.js'
import { created, moment } from '../database/columns.js'
import { exercises, packages } from '../exercises/tables.js'
import { people } from '../people/tables.js'

/** Reports of earlier versions are read with the names of today. */
const reportColumn = customType<{ data: Report; driverData: unknown }>({
  dataType: () => 'json',
  toDriver: (report) => JSON.stringify(report),
  fromDriver: (stored) => upgradeReport(stored) as Report,
})

export const submissions = pgTable(
  'submissions',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Counts up: what a list is paged by. */
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    owner: text()
      .notNull()
      .references(() => people.id),
    slug: text()
      .notNull()
      .references(() => exercises.slug),
    language: text().$type<Language>().notNull(),
    sourceSha256: text().notNull(),
    sourceBytes: bigint({ mode: 'number' }).notNull(),
    sourceFormat: text().$type<'zip' | 'tar' | 'tar.gz'>().notNull(),
    /** Null for practice: work that nobody assigned. The course is that of the assignment. */
    assignmentId: uuid().references(() => assignments.id),
    courseId: text().references(() => courses.id),
    /** 1 for a learner's first of the assignment; where an LMS sent it, the LMS's number. */
    attempt: integer(),
    /** Where an LMS sent it: which, what it calls the learner, and the number it gave the attempt. */
    connectionId: text().references(() => connections.id),
    lmsLearner: text(),
    lmsAttempt: integer(),
    /** The newest content of the same attempt in the LMS, where this is an older one. */
    replacedBy: uuid().references((): AnyPgColumn => submissions.id),
    /** Counts for nothing: taken back in the LMS, or matched with the wrong person or assignment. */
    setAside: text().$type<'withdrawn' | 'misplaced'>(),
    /** When the learner handed it in: what being late is told by. */
    submittedAt: moment().notNull().defaultNow(),
    createdAt: created(),
  },
  (table) => [
    index().on(table.owner, table.seq),
    index().on(table.courseId, table.seq),
    index().on(table.assignmentId, table.owner, table.attempt),
    index('submissions_lms_attempt').on(table.connectionId, table.lmsLearner, table.lmsAttempt),
    check(
      'submissions_assignment_has_attempt',
      sql`(assignment_id is null) = (attempt is null) and (assignment_id is null) = (course_id is null)`,
    ),
  ],
)

export const runs = pgTable(
  'runs',
  {
    id: uuid().primaryKey().defaultRandom(),
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    submissionId: uuid()
      .notNull()
      .references(() => submissions.id),
    owner: text().notNull(),
    /** 1 for the first grading, then one for each regrade; dry runs are numbered down from -1 until they count. */
    number: integer().notNull(),
    exerciseDigest: text()
      .notNull()
      .references(() => packages.digest),
    isRegrade: boolean().notNull().default(false),
    /** Part of a regrade of all. While `isDry`, it is only looked at: the run before it still counts. */
    regradeId: uuid().references(() => regrades.id),
    isDry: boolean().notNull().default(false),
    requestedBy: text().notNull(),
    state: text().$type<'queued' | 'running' | 'done'>().notNull().default('queued'),
    /** How often it was handed to the queue; a job carries the delivery it belongs to. */
    delivery: integer().notNull().default(1),
    /** Deliveries that ended by a fault of ours. */
    failures: integer().notNull().default(0),
    priority: integer().notNull(),
    seed: text().notNull(),
    verdict: text().$type<Verdict>(),
    score: doublePrecision(),
    /** `json`, not `jsonb`: what a service printed may hold NUL, which `jsonb` refuses. */
    report: reportColumn(),
    queuedAt: created(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    unique().on(table.submissionId, table.number),
    index('runs_open')
      .on(table.priority, table.seq)
      .where(sql`state <> 'done'`),
    index('runs_regrade').on(table.regradeId),
    index('runs_finished')
      .on(table.finishedAt)
      .where(sql`state = 'done'`),
    check('runs_done_has_report', sql`(state = 'done') = (report is not null)`),
    check('runs_fault_has_no_score', sql`verdict is distinct from 'not-assessed' or score is null`),
  ],
)

/** Runs that the queue has yet to be told of; written in the transaction that makes the run. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    delivery: integer().notNull(),
    createdAt: created(),
  },
  (table) => [unique().on(table.runId, table.delivery)],
)

/** What happened to a submission, in order, for whoever watches. */
export const events = pgTable(
  'events',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    submissionId: uuid()
      .notNull()
      .references(() => submissions.id),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    type: text().$type<'state' | 'progress' | 'result'>().notNull(),
    data: json().notNull(),
    /** Id of the queue event it came from: several API processes hear the same one. */
    sourceId: text(),
    createdAt: created(),
  },
  (table) => [index().on(table.submissionId, table.id), unique().on(table.runId, table.sourceId)],
)

/** Answers already given, by key; kept for a day. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    owner: text().notNull(),
    route: text().notNull(),
    key: text().notNull(),
    bodySha256: text().notNull(),
    submissionId: uuid().references(() => submissions.id),
    createdAt: created(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.route, table.key] }), index().on(table.createdAt)],
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
