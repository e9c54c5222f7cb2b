import type { Queryable } from '../../database/open-database.js'
import type { SubmissionRow } from '../../submissions/runs.js'
import { attemptOf, compareMoments, findCurrent } from '../../submissions/accept-from-lms.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsEvent } from '../lms-event.js'
import { findLearner } from './admit-learner.js'
import type { EventReceipt } from './event-table.js'
import type { Target } from './find-target.js'

/** The submission that the attempt of an event has now; `null` where there is none, or the event cannot be placed. */
export async function findPresent(
  db: Queryable,
  { id: connectionId }: ConnectionRow,
  target: Target,
  { learner, attempt }: Pick<LmsEvent, 'learner' | 'attempt'>,
): Promise<SubmissionRow | null> {
  if (target.kind !== 'found') return null
  const { assignment, course } = target
  const known = await findLearner(db, connectionId, learner.key, course.id)
  return (
    known &&
    findCurrent(
      db,
      attemptOf({ owner: known.personId, assignment, lms: { connectionId, learner: learner.key, attempt } }),
    )
  )
}

/** What a hand-in that was just kept will do to `present`, in a sentence for the sender. */
export function foretell(present: SubmissionRow | null, happenedAt: Date): string {
  if (!present) return 'Kept; it will be graded.'
  const isOlder = compareMoments({ at: present.submittedAt, seq: 0 }, { at: happenedAt, seq: 1 }) > 0
  if (isOlder) return `Kept, but not graded: attempt ${present.lmsAttempt} has newer content, submission ${present.id}.`
  return `Kept; unless its files are the same, it replaces submission ${present.id}, the current content of attempt ${present.lmsAttempt}.`
}

/** What became of an event that was here before, or that ended at once. */
export const recount = ({ isDuplicate, state, reason }: EventReceipt): string =>
  `${isDuplicate ? `This event was already received; it is ${state}.` : `Kept; it is ${state}.`}${reason === null ? '' : ` ${reason}`}`

export const explainReopened = ({ attempt }: { attempt: number }): string =>
  `Attempt ${attempt} may be submitted again; until then, its current submission counts.`
