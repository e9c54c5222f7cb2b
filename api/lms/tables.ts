import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import type { MessagePayload } from './outbound/send-grades.js'
import { created, moment } from '../database/columns.js'
import { connections } from '../courses/connection-tables.js'
import { people } from '../people/tables.js'
import { submissions } from '../submissions/tables.js'

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** Whom an LMS means by a key. */
export const lmsIdentities = pgTable(
  'lms_identities',
  {
    connectionId: text()
      .notNull()
      .references(() => connections.id),
    key: text().notNull(),
    personId: text()
      .notNull()
      .references(() => people.id),
    createdAt: created(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.key] }), index().on(table.personId)],
)

export const inboundStates = [
  'waiting',
  'working',
  'done',
  'duplicate',
  'outdated',
  'ignored',
  'unmatched',
  'refused',
  'failed',
] as const
export type InboundState = (typeof inboundStates)[number]

/** What an LMS tells of an attempt: its files were handed in, it was taken back, it may be handed in again. */
export const inboundKinds = ['submitted', 'withdrawn', 'reopened'] as const
export type InboundKind = (typeof inboundKinds)[number]

/** Every webhook that was proven, byte for byte, and what became of it. */
export const inboundEvents = pgTable(
  'inbound_events',
  {
    id: uuid().primaryKey().defaultRandom(),
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    connectionId: text()
      .notNull()
      .references(() => connections.id),
    eventId: text().notNull(),
    rawBody: bytes().notNull(),
    /** What the adapter reads, where that is not the raw body itself. */
    content: bytes(),
    state: text().$type<InboundState>().notNull().default('waiting'),
    /** Why it is in that state, for people. */
    reason: text(),
    /** What it names, once it was read: by these an unmatched event is found again. */
    assignmentKey: text(),
    courseKey: text(),
    learnerKey: text(),
    learnerName: text(),
    /** In place of `learnerKey`, where it names several learners. */
    memberKeys: text().array(),
    kind: text().$type<InboundKind>(),
    attempt: integer(),
    /** When it happened, by the LMS's clock, and no later than it arrived. */
    happenedAt: moment(),
    submissionId: uuid().references(() => submissions.id),
    /** The submission of the same attempt whose place that one took. */
    replacedId: uuid().references(() => submissions.id),
    /** What was left out or changed on the way, in sentences. */
    notes: text().array().notNull().default([]),
    tries: integer().notNull().default(0),
    /** When it may be tried; while it is being worked on, when others may take it over. */
    dueAt: moment().notNull().defaultNow(),
    receivedAt: created(),
    endedAt: moment(),
  },
  (table) => [
    unique().on(table.connectionId, table.eventId),
    index().on(table.state, table.dueAt),
    index().on(table.connectionId, table.state, table.seq),
    index().on(table.connectionId, table.learnerKey),
    index().on(table.submissionId),
  ],
)

export const messageStates = ['waiting', 'sending', 'delivered', 'superseded', 'failed', 'stopped'] as const
export type MessageState = (typeof messageStates)[number]

/**
 * What an LMS is to be told: grades, one message a version of a grade, of which a newer one supersedes those that still
 * wait; and that a hand-in was not taken.
 */
export const gradeMessages = pgTable(
  'grade_messages',
  {
    /** Also the `webhook-id`: the same for every try. */
    id: uuid().primaryKey().defaultRandom(),
    seq: bigserial({ mode: 'number' }).notNull().unique(),
    connectionId: text()
      .notNull()
      .references(() => connections.id),
    /** Null where the message tells of a hand-in that became no submission: that of `inboundEventId`. */
    submissionId: uuid().references(() => submissions.id),
    inboundEventId: uuid().references(() => inboundEvents.id),
    version: integer().notNull(),
    payload: jsonb().$type<MessagePayload>().notNull(),
    state: text().$type<MessageState>().notNull().default('waiting'),
    tries: integer().notNull().default(0),
    /** When it may be tried; while it is being sent, when it counts as not sent. */
    dueAt: moment().notNull().defaultNow(),
    createdAt: created(),
    endedAt: moment(),
  },
  (table) => [
    unique().on(table.submissionId, table.version),
    index().on(table.inboundEventId),
    index().on(table.state, table.dueAt),
    index().on(table.connectionId, table.seq),
    check('grade_messages_of_one', sql`(submission_id is null) <> (inbound_event_id is null)`),
  ],
)

/** Each try to deliver a message, and what the receiver said. */
export const gradeDeliveries = pgTable(
  'grade_deliveries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    messageId: uuid()
      .notNull()
      .references(() => gradeMessages.id),
    /** HTTP status; null where no answer came. */
    status: integer(),
    error: text(),
    ms: integer().notNull(),
    /** Asked for by a person. */
    isReplay: boolean().notNull().default(false),
    at: created(),
  },
  (table) => [index().on(table.messageId, table.id)],
)

/** Who saw and changed what. Rows are only ever added. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: created(),
    actor: text().notNull(),
    action: text().notNull(),
    courseId: text(),
    /** What it was done to: the id of a submission, an assignment, a person, … */
    subject: text().notNull(),
    details: jsonb().notNull().default({}),
  },
  (table) => [index().on(table.courseId, table.id)],
)
