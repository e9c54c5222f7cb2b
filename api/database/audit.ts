import { and, desc, eq, lt } from 'drizzle-orm'
import { bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { Caller } from '../http/access.js'
import { type Queryable } from './open-database.js'
import { created } from './columns.js'

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

/** What is written down of those who see or change what is others'. */
export const auditActions = [
  'assignment.changed',
  'assignment.created',
  'assignment.deleted',
  'assignment.released',
  'connection.changed',
  'connection.created',
  'connection.secret-added',
  'course.changed',
  'course.created',
  'course.deleted',
  'enrolment.changed',
  'enrolment.ended',
  'event.matched',
  'event.retried',
  'event.unmatched',
  'exercise.published',
  'grade.overridden',
  'grade.override-withdrawn',
  'grade.replayed',
  'login-link.created',
  'person.created',
  'regrade.applied',
  'regrade.discarded',
  'regrade.started',
  'report.read',
  'results.exported',
  'results.read',
  'run.requested',
  'session.started',
  'source.read',
  'token.created',
  'token.revoked',
] as const
export type AuditAction = (typeof auditActions)[number]

export interface AuditEntry {
  /** A person's id, or `lms <connection>`. */
  actor: string
  action: AuditAction
  courseId?: string | null
  /** Id of what it was done to. */
  subject: string
  details?: Readonly<Record<string, unknown>>
}

/** Adds a line to the audit log. Call it in the transaction of the change: both are written, or neither. */
export async function recordAudit(tx: Queryable, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({ ...entry, courseId: entry.courseId ?? null, details: entry.details ?? {} })
}

export type AuditRow = typeof auditLog.$inferSelect

/** Of one course, newest first. */
export const listAudit = (
  db: Queryable,
  page: { courseId: string; before?: number | undefined; limit: number },
): Promise<AuditRow[]> =>
  db
    .select()
    .from(auditLog)
    .where(
      and(eq(auditLog.courseId, page.courseId), page.before === undefined ? undefined : lt(auditLog.id, page.before)),
    )
    .orderBy(desc(auditLog.id))
    .limit(page.limit)

/** Notes that somebody read what is another's; one's own is nobody's concern. */
export async function recordRead(
  db: Queryable,
  caller: Caller,
  action: 'report.read' | 'source.read',
  submission: { id: string; owner: string; courseId: string | null },
): Promise<void> {
  if (caller.owner === submission.owner) return
  await recordAudit(db, {
    actor: caller.owner,
    action,
    courseId: submission.courseId,
    subject: submission.id,
    details: { owner: submission.owner },
  })
}
