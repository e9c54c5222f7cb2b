import { bigserial, boolean, customType, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { GradeMessagePayload } from '../../lms/outbound/grade-payload.js'
import { created, moment } from './columns.js'
import { connections } from './connections.js'
import { people } from './people.js'
import { submissions } from './submissions.js'

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** Whom an LMS means by a key. */
export const lmsIdentities = pgTable('lms_identities', {
  connectionId: text().notNull().references(() => connections.id),
  key: text().notNull(),
  personId: text().notNull().references(() => people.id),
  createdAt: created(),
}, (table) => [primaryKey({ columns: [table.connectionId, table.key] }), index().on(table.personId)])

export const inboundStates = ['waiting', 'working', 'done', 'duplicate', 'ignored', 'unmatched', 'refused', 'failed'] as const
export type InboundState = (typeof inboundStates)[number]

/** Every webhook that was proven, byte for byte, and what became of it. */
export const inboundEvents = pgTable('inbound_events', {
  id: uuid().primaryKey().defaultRandom(),
  seq: bigserial({ mode: 'number' }).notNull().unique(),
  connectionId: text().notNull().references(() => connections.id),
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
  attempt: integer(),
  submissionId: uuid().references(() => submissions.id),
  tries: integer().notNull().default(0),
  /** When it may be tried; while it is being worked on, when others may take it over. */
  dueAt: moment().notNull().defaultNow(),
  receivedAt: created(),
  endedAt: moment(),
}, (table) => [
  unique().on(table.connectionId, table.eventId),
  index().on(table.state, table.dueAt),
  index().on(table.connectionId, table.state, table.seq),
])

export const messageStates = ['waiting', 'sending', 'delivered', 'superseded', 'failed', 'stopped'] as const
export type MessageState = (typeof messageStates)[number]

/** Grades to be told: one message a version of a grade; a newer one supersedes those that still wait. */
export const gradeMessages = pgTable('grade_messages', {
  /** Also the `webhook-id`: the same for every try. */
  id: uuid().primaryKey().defaultRandom(),
  seq: bigserial({ mode: 'number' }).notNull().unique(),
  connectionId: text().notNull().references(() => connections.id),
  submissionId: uuid().notNull().references(() => submissions.id),
  version: integer().notNull(),
  payload: jsonb().$type<GradeMessagePayload>().notNull(),
  state: text().$type<MessageState>().notNull().default('waiting'),
  tries: integer().notNull().default(0),
  /** When it may be tried; while it is being sent, when it counts as not sent. */
  dueAt: moment().notNull().defaultNow(),
  createdAt: created(),
  endedAt: moment(),
}, (table) => [unique().on(table.submissionId, table.version), index().on(table.state, table.dueAt), index().on(table.connectionId, table.seq)])

/** Each try to deliver a message, and what the receiver said. */
export const gradeDeliveries = pgTable('grade_deliveries', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  messageId: uuid().notNull().references(() => gradeMessages.id),
  /** HTTP status; null where no answer came. */
  status: integer(),
  error: text(),
  ms: integer().notNull(),
  /** Asked for by a person. */
  isReplay: boolean().notNull().default(false),
  at: created(),
}, (table) => [index().on(table.messageId, table.id)])

/** Who saw and changed what. Rows are only ever added. */
export const auditLog = pgTable('audit_log', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  at: created(),
  actor: text().notNull(),
  action: text().notNull(),
  courseId: text(),
  /** What it was done to: the id of a submission, an assignment, a person, … */
  subject: text().notNull(),
  details: jsonb().notNull().default({}),
}, (table) => [index().on(table.courseId, table.id)])
