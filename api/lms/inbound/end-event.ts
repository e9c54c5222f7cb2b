import type { AppContext } from '../../app-context.js'
import { enqueueRejection } from '../outbound/enqueue-rejection.js'
import { endEvent, type EventEnding, type EventRow } from './event-table.js'

/** What events are worked on with. */
export type InboundContext = Pick<AppContext, 'db' | 'blobs' | 'config' | 'log'>

/** Another process took the event over: what this one did is rolled back, and the other's counts. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Ends an event that changed nothing else; where its hand-in is not taken, the LMS is told. Throws `LeaseLost`. */
export async function end(
  { db }: Pick<InboundContext, 'db'>,
  row: EventRow,
  ending: EventEnding,
): Promise<EventEnding> {
  return db.transaction(async (tx) => {
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    if (ending.state === 'refused' || ending.state === 'failed') await enqueueRejection(tx, { ...row, ...ending })
    return ending
  })
}
