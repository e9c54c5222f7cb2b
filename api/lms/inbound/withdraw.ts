import { setAsideAttempt } from '../../submissions/accept-from-lms.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsAttemptEvent } from '../lms-event.js'
import { end, LeaseLost, type InboundContext } from './end-event.js'
import { clampToPast, endEvent, type EventEnding, type EventRow } from './event-table.js'
import { attemptIn, findPlace } from './find-place.js'

/**
 * Takes an attempt back, as the LMS says its learner did: what was handed in for it up to then counts no more, also
 * where that reaches us later. Work handed in afterwards counts again.
 */
export async function withdraw(
  context: InboundContext,
  row: EventRow,
  connection: ConnectionRow,
  event: LmsAttemptEvent,
): Promise<EventEnding> {
  const place = await findPlace(context.db, connection, event)
  if (place.kind === 'none') return end(context, row, place.ending)
  const { learner } = place
  const at = clampToPast(event, row)
  if (!learner) return end(context, row, { state: 'done', reason: nothingThere(event, at) })
  return context.db.transaction(async (tx) => {
    const [newest] = await setAsideAttempt(tx, attemptIn(place, learner.personId), at)
    const reason = newest
      ? `Attempt ${event.attempt} was withdrawn at ${at.toISOString()}; it no longer counts.`
      : nothingThere(event, at)
    const ending = { state: 'done' as const, reason, ...(newest ? { submissionId: newest } : {}) }
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    return ending
  })
}

const nothingThere = ({ attempt }: LmsAttemptEvent, at: Date) =>
  `There is no submission for attempt ${attempt}; anything submitted for it until ${at.toISOString()} will not count.`
