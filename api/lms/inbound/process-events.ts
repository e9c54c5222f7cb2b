import { type Repetition, workInLanes } from '../../background.js'
import type { InboundContext } from './end-event.js'
import { claimEvent } from './event-table.js'
import { processEvent } from './process-event.js'

const LANES = 6
/** Retries come due without anybody saying so. */
const EVERY_MS = 1_000
/** Beyond the time there is for files: to list, check and store them. */
const LEASE_MARGIN_MS = 30_000

/** Works on what LMSs sent, for as long as it runs. */
export function processEvents(context: InboundContext, onError: (error: Error) => void): Repetition {
  const leaseMs = context.config.ASSAY_FETCH_SECONDS * 1000 + LEASE_MARGIN_MS
  return workInLanes(
    { claim: () => claimEvent(context.db, leaseMs), handle: (row) => processEvent(context, row), onError },
    { count: LANES, everyMs: EVERY_MS },
  )
}
