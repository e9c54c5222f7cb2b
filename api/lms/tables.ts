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
import type { Verdict } from '../../contracts/report/verdict.js'
import { created, moment } from '../database/columns.js'
import { connections } from '../courses/tables.js'
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

/** What an LMS is told of a grade: thin, and whole in itself, so that a message lost or late does no harm. */
export interface GradeMessagePayload {
  type: 'submission.graded'
  /** When the grade was settled, ISO 8601. */
  timestamp: string
  data: {
    submission: string
    /** Of assignment and course the LMS's own key where we have it, else ours; of the learner always the LMS's. */
    assignment: string
    course: string
    learner: string
    /** The LMS's number of the attempt; `null` for work that did not come from the LMS. */
    attempt: number | null
    /** What counts, of `maxGrade`. */
    grade: number
    maxGrade: 100
    /** Before being late was taken off, or an instructor decided otherwise. */
    score: number | null
    latePercent: number
    verdict: Verdict | null
    /** Grows with each change of this grade, and with each newer content of the same attempt: keep the greatest. */
    version: number
    isOverridden: boolean
    comment: string | null
    /** Kept as a path; sent with our public address before it. */
    reportUrl: string
  }
}

/** What an LMS is told of a hand-in that was not taken. */
export interface RejectionPayload {
  type: 'submission.rejected'
  /** ISO 8601. */
  timestamp: string
  data: {
    /** Our id of the event, and the sender's own: its `webhook-id`. */
    event: string
    eventId: string
    /** As the event has them. */
    assignment: string
    course: string | null
    /** `null` for an event of several learners, who are in `learners` then. */
    learner: string | null
    learners: readonly string[]
    attempt: number
    submittedAt: string | null
    /** `refused` for what no further try would change; `failed` for what was tried for a day. */
    state: 'refused' | 'failed'
    /** For people. */
    reason: string
  }
}

export type MessagePayload = GradeMessagePayload | RejectionPayload

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
