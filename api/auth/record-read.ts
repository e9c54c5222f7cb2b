import { recordAudit } from '../database/audit.js'
import type { Queryable } from '../database/open-database.js'
import type { Caller } from './caller.js'

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
