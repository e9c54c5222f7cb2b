import { sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import { lockAssignment } from '../database/lock-grades.js'
import type { Database } from '../database/open-database.js'
import { assertPackage, findExercise } from '../exercises/exercises.js'
import { isCurrent, selectAttempts } from '../submissions/submissions.js'
import { regrades } from '../courses/tables.js'
import { createDryRuns, findOpenRegrade, noteRegradeProgress, type RegradeRow } from './regrades.js'

/** Which attempts are run: those that count, and those without a grade, which may come to; or every one. */
export const attemptChoices = ['counting', 'all'] as const
export type AttemptChoice = (typeof attemptChoices)[number]

export interface RegradeRequest {
  assignment: AssignmentRow
  /** Left out: the package that is published now. */
  exerciseDigest: string | undefined
  which: AttemptChoice
  reason: string
  requestedBy: string
}

/**
 * Has the attempts of an assignment run by a package, without any effect yet: nobody but staff sees these runs, and
 * they wait behind everything else. Throws `exercise-not-found`, and `regrade-running` where one is under way or waits
 * to be applied, so that asking twice starts one.
 */
export async function startRegrade(db: Database, request: RegradeRequest): Promise<RegradeRow> {
  const { assignment, which, reason, requestedBy } = request
  const exerciseDigest = request.exerciseDigest ?? (await findExercise(db, assignment.slug)).digest
  await assertPackage(db, assignment.slug, exerciseDigest)
  return db.transaction(async (tx) => {
    await lockAssignment(tx, assignment.id)
    const open = await findOpenRegrade(tx, assignment.id)
    if (open) throw new CallerError('regrade-running', `Apply or discard /v1/regrades/${open.id} first.`)
    const [regrade] = await tx
      .insert(regrades)
      .values({ assignmentId: assignment.id, exerciseDigest, reason, requestedBy })
      .returning()
    if (!regrade) throw new Error('the regrade was not stored')
    await createDryRuns(tx, regrade, which === 'all' ? selectAll(assignment) : selectCounting(assignment))
    await noteRegradeProgress(tx, regrade.id)
    const details = { regrade: regrade.id, exerciseDigest, which, reason }
    await recordAudit(tx, {
      actor: requestedBy,
      action: 'regrade.started',
      courseId: assignment.courseId,
      subject: assignment.id,
      details,
    })
    return regrade
  })
}

/** What another has taken the place of counts no more, whatever a package says. */
const selectAll = ({ id }: AssignmentRow): SQL =>
  sql`select s.id from submissions s where s.assignment_id = ${id} and ${isCurrent}`

const selectCounting = (assignment: AssignmentRow): SQL => sql`
  select id from (${selectAttempts(assignment)}) attempts where is_counting or grade is null
  union select id from (${selectAll(assignment)}) ungraded where not exists (select 1 from grades where submission_id = ungraded.id)`
