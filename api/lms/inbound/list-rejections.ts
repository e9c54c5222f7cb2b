import { sql } from 'drizzle-orm'
import type { AssignmentRow } from '../../assignments/assignments.js'
import type { Queryable } from '../../database/open-database.js'

/** A hand-in of a learner that became no submission, or none yet. */
export interface Rejection extends Record<string, unknown> {
  id: string
  attempt: number
  handedInAt: Date
  reason: string
  /** It is tried again. */
  isPending: boolean
}

const MOST = 10

/**
 * What an LMS handed in for somebody that could not be taken, the newest first; without what the learner put right
 * since by handing in again. One query.
 */
export async function listRejections(db: Queryable, assignment: AssignmentRow, person: string): Promise<Rejection[]> {
  const { rows } = await db.execute<Rejection & { handedInAt: string }>(sql`
    with keys as (select i.connection_id, i.key, c.id as course_id, c.lms_key as course_key
                  from courses c join lms_identities i on i.connection_id = c.connection_id
                  where c.id = ${assignment.courseId} and i.person_id = ${person})
    select e.id, e.attempt, coalesce(e.happened_at, e.received_at) as "handedInAt", coalesce(e.reason, '') as reason, e.state in ('waiting', 'working') as "isPending"
    from inbound_events e join keys k on k.connection_id = e.connection_id and (k.key = e.learner_key or k.key = any(e.member_keys))
    where e.assignment_key in (${assignment.id}, ${assignment.lmsKey}) and e.kind = 'submitted'
      and (e.course_key is null or k.course_key is null or e.course_key in (k.course_id, k.course_key))
      and (e.state in ('refused', 'failed') or (e.state in ('waiting', 'working') and e.reason is not null))
      and not exists (select 1 from inbound_events later
        where later.connection_id = e.connection_id and later.learner_key = k.key and later.assignment_key = e.assignment_key
          and later.state in ('done', 'duplicate') and later.happened_at >= e.happened_at)
    order by e.seq desc limit ${MOST}`)
  return rows.map((row) => ({ ...row, handedInAt: new Date(row.handedInAt) }))
}
