import { sql } from 'drizzle-orm'
import { bigint, bigserial, boolean, check, doublePrecision, index, integer, json, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
import type { Manifest } from '../../contracts/manifest.js'
import type { Report } from '../../contracts/report.js'
import type { Verdict } from '../../contracts/verdict.js'
import type { Language } from '../../contracts/language.js'

/** The tables that hold the truth; the queue only ever holds copies of what is here. */

const moment = () => timestamp({ withTimezone: true, precision: 3 })
const created = () => moment().notNull().defaultNow()

/** Who may call. Only the SHA-256 of a secret is kept. */
export const tokens = pgTable('tokens', {
  id: uuid().primaryKey().defaultRandom(),
  owner: text().notNull(),
  role: text().$type<'learner' | 'instructor' | 'admin'>().notNull(),
  secretSha256: text().notNull().unique(),
  createdAt: created(),
  expiresAt: moment(),
  revokedAt: moment(),
})

/** What of an exercise is shown before its package is opened. */
export type ExerciseSummary = Required<Pick<Manifest, 'title' | 'description' | 'kind' | 'languages' | 'services' | 'weights' | 'limits'>>

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
  digest: text().notNull().references(() => packages.digest),
  updatedAt: created(),
})

export const submissions = pgTable(
  'submissions',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Counts up: what a list is paged by. */
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    owner: text().notNull(),
    slug: text().notNull().references(() => exercises.slug),
    language: text().$type<Language>().notNull(),
    sourceSha256: text().notNull(),
    sourceBytes: bigint({ mode: 'number' }).notNull(),
    sourceFormat: text().$type<'zip' | 'tar' | 'tar.gz'>().notNull(),
    createdAt: created(),
  },
  (table) => [index().on(table.owner, table.seq)],
)

export const runs = pgTable(
  'runs',
  {
    id: uuid().primaryKey().defaultRandom(),
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    submissionId: uuid().notNull().references(() => submissions.id),
    owner: text().notNull(),
    /** 1 for the first grading, then one for each regrade. */
    number: integer().notNull(),
    exerciseDigest: text().notNull().references(() => packages.digest),
    isRegrade: boolean().notNull().default(false),
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
    report: json().$type<Report>(),
    queuedAt: created(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    unique().on(table.submissionId, table.number),
    index('runs_open').on(table.priority, table.seq).where(sql`state <> 'done'`),
    index('runs_finished').on(table.finishedAt).where(sql`state = 'done'`),
    check('runs_done_has_report', sql`(state = 'done') = (report is not null)`),
    check('runs_fault_has_no_score', sql`verdict is distinct from 'not-assessed' or score is null`),
  ],
)

/** Runs that the queue has yet to be told of; written in the transaction that makes the run. */
export const outbox = pgTable('outbox', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  runId: uuid().notNull().references(() => runs.id),
  delivery: integer().notNull(),
  createdAt: created(),
}, (table) => [unique().on(table.runId, table.delivery)])

/** What happened to a submission, in order, for whoever watches. */
export const events = pgTable(
  'events',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    submissionId: uuid().notNull().references(() => submissions.id),
    runId: uuid().notNull().references(() => runs.id),
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
