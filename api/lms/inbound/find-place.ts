import type { Queryable } from '../../database/open-database.js'
import { attemptOf, type LmsAttempt } from '../../submissions/accept-from-lms.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsAttemptEvent } from '../lms-event.js'
import { findLearner, whyNotAdmitted, type KnownLearner } from './admit-learner.js'
import type { EventEnding } from './event-table.js'
import { findTarget, type Target } from './find-target.js'

export type FoundTarget = Extract<Target, { kind: 'found' }>

/** Where an event belongs: the assignment, the learner where they are known already, and the attempt. */
export interface Place {
  kind: 'found'
  target: FoundTarget
  learner: KnownLearner | null
  lms: { connectionId: string; learner: string; attempt: number }
}

/** Places an event; or says how it ends for want of a place. */
export async function findPlace(
  db: Queryable,
  connection: ConnectionRow,
  event: LmsAttemptEvent,
): Promise<Place | { kind: 'none'; ending: EventEnding }> {
  const target = await findTarget(db, connection.id, event)
  if (target.kind !== 'found')
    return {
      kind: 'none',
      ending: { state: target.kind === 'foreign' ? 'refused' : 'unmatched', reason: target.reason },
    }
  const learner = await findLearner(db, connection.id, event.learner.key, target.course.id)
  const obstacle = whyNotAdmitted(learner, connection, target.course.id)
  if (obstacle) return { kind: 'none', ending: { state: 'unmatched', reason: obstacle } }
  return {
    kind: 'found',
    target,
    learner,
    lms: { connectionId: connection.id, learner: event.learner.key, attempt: event.attempt },
  }
}

/** The attempt of the learner whom the place is known to be of. */
export const attemptIn = ({ target, lms }: Place, owner: string): LmsAttempt =>
  attemptOf({ owner, assignment: target.assignment, lms })
